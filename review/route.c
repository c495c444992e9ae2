#include "review/route.h"

#include "review/asset.h"
#include "review/view_act.h"
#include "review/view_admin.h"
#include "review/view_audit.h"
#include "review/view_capture.h"
#include "review/view_case.h"
#include "review/view_export.h"
#include "review/view_figures.h"
#include "review/view_hold.h"
#include "review/view_login.h"
#include "review/view_metrics.h"
#include "review/view_notices.h"
#include "review/view_order.h"
#include "review/view_orders.h"
#include "review/view_party.h"
#include "review/view_picture.h"
#include "review/view_queue.h"
#include "review/view_retention.h"
#include "review/view_rules.h"
#include "review/view_scans.h"
#include "review/view_settings.h"
#include "review/view_templates.h"
#include "review/view_users.h"

static const struct route routes[] = {
    { "GET", "/", view_queue, ROUTE_READ },
    { "GET", "/admin/campaigns", view_admin_campaigns, ROUTE_AUDIT },
    { "POST", "/admin/campaigns", view_admin_campaigns_put, ROUTE_ADMIN },
    { "GET", "/admin/policy", view_admin_policy, ROUTE_AUDIT },
    { "GET", "/admin/retention", view_retention, ROUTE_AUDIT },
    { "POST", "/admin/retention", view_retention_put, ROUTE_ADMIN },
    { "GET", "/admin/users", view_users, ROUTE_AUDIT },
    { "POST", "/admin/users", view_users_add, ROUTE_ADMIN },
    { "POST", "/admin/users/#/disable", view_users_disable, ROUTE_ADMIN },
    { "POST", "/admin/users/#/password", view_users_password, ROUTE_ADMIN },
    { "POST", "/admin/users/#/roles", view_users_roles, ROUTE_ADMIN },
    { "GET", "/audit", view_audit_log, ROUTE_AUDIT },
    { "GET", "/audit.jsonl", view_audit_lines, ROUTE_AUDIT },
    { "GET", "/authority", view_templates_authority, ROUTE_READ },
    { "POST", "/authority", view_templates_authority_put, ROUTE_ADMIN },
    { "GET", "/capture/#", view_capture_document, ROUTE_READ },
    { "GET", "/case/#", view_case, ROUTE_READ },
    { "POST", "/case/#/act", view_case_act, ROUTE_WORK },
    { "POST", "/case/#/hold", view_hold_post, VIEW_HOLD_ROLES },
    { "POST", "/case/#/lease", view_case_lease, ROUTE_WORK },
    { "GET", "/case/#/order", view_order_form, ROUTE_ACT },
    { "POST", "/case/#/order", view_order_post, ROUTE_ACT },
    { "POST", "/case/#/undo", view_case_undo, ROUTE_WORK },
    { "POST", "/cases/act", view_cases_act, ROUTE_WORK },
    { "GET", "/export.csv", view_export_csv, ROUTE_READ },
    { "GET", "/export.json", view_export_json, ROUTE_READ },
    { "GET", "/export.xlsx", view_export_xlsx, ROUTE_READ },
    { "POST", "/hold/#/lift", view_hold_lift, VIEW_HOLD_ROLES },
    { "GET", "/keys", view_queue_keys, ROUTE_READ },
    { "GET", "/figures", view_figures, ROUTE_READ },
    { "GET", "/figures.csv", view_figures_csv, ROUTE_READ },
    { "GET", "/figures.json", view_figures_json, ROUTE_READ },
    { "GET", "/login", view_login, ROUTE_ANYONE },
    { "POST", "/login", view_login_post, ROUTE_ANYONE },
    { "POST", "/logout", view_logout_post, ROUTE_READ },
    /* Numbers alone; it looks itself who asks. */
    { "GET", "/metrics", view_metrics, ROUTE_ANYONE },
    { "GET", "/order/#", view_orders_one, ROUTE_READ },
    { "POST", "/order/#/event", view_orders_event, ROUTE_ACT },
    { "GET", "/order/#/text", view_orders_text, ROUTE_READ },
    { "GET", "/orders", view_orders, ROUTE_READ },
    { "GET", "/party/#", view_party, ROUTE_READ },
    { "GET", "/password", view_password, ROUTE_READ },
    { "POST", "/password", view_password_post, ROUTE_READ },
    { "GET", "/picture/#", view_picture_thumb, ROUTE_READ },
    { "GET", "/queue/counts", view_queue_counts, ROUTE_READ },
    { "POST", "/queue/view", view_queue_save, ROUTE_WORK },
    { "POST", "/queue/view/drop", view_queue_drop, ROUTE_WORK },
    { "GET", "/sellers", view_parties, ROUTE_READ },
    { "GET", "/static/app.js", asset_view, ROUTE_ANYONE },
    { "GET", "/recall/#", view_notice, ROUTE_READ },
    { "GET", "/recalls", view_notices, ROUTE_READ },
    { "GET", "/rule", view_rule, ROUTE_READ },
    { "GET", "/rules", view_rules, ROUTE_READ },
    { "GET", "/scan/#", view_scan, ROUTE_READ },
    { "GET", "/scans", view_scans, ROUTE_READ },
    { "POST", "/scans/start", view_scans_start, ROUTE_WORK },
    { "GET", "/sources", view_sources, ROUTE_READ },
    { "GET", "/static/icon.svg", asset_view, ROUTE_ANYONE },
    { "GET", "/static/letter.css", asset_view, ROUTE_ANYONE },
    { "GET", "/static/marks.svg", asset_view, ROUTE_ANYONE },
    { "GET", "/static/style.css", asset_view, ROUTE_ANYONE },
    { "GET", "/templates", view_templates, ROUTE_READ },
    { "POST", "/templates", view_templates_put, ROUTE_ADMIN },
    { "GET", "/workflow", view_settings, ROUTE_AUDIT },
    { "POST", "/workflow", view_settings_put, ROUTE_ADMIN },
    { NULL, NULL, NULL, ROUTE_ANYONE },
};

const struct route *
route_table(void)
{
    return routes;
}

int
route_fits(const char *pattern, struct str path, int64_t *id)
{
    size_t at = 0;

    for (; *pattern != '\0'; pattern++) {
        size_t from = at;

        if (*pattern != '#') {
            if (at == path.len || path.p[at++] != *pattern)
                return 0;
            continue;
        }
        while (at < path.len && str_is_digit(path.p[at]))
            at++;
        if (str_to_i64(str_sub(path, from, at - from), id) != 0 || *id <= 0)
            return 0;
    }
    return at == path.len;
}

const struct route *
route_find(struct str method, struct str path, int64_t *id, int *other)
{
    *other = 0;
    for (const struct route *r = routes; r->path != NULL; r++) {
        *id = 0;
        if (!route_fits(r->path, path, id))
            continue;
        if (str_is(method, r->method))
            return r;
        *other = 1;
    }
    return NULL;
}
