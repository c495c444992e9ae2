/* Signing in, people, policy, campaigns and the audit log. */
#include "review/text_rows.h"

const struct text_row text_accounts[] = {
    { "sign_in", { "Sign in", "Anmelden", "登录" } },
    { "sign_out", { "Sign out", "Abmelden", "退出登录" } },
    { "name", { "Name", "Name", "用户名" } },
    { "password", { "Password", "Passwort", "密码" } },
    { "old_password",
        { "Present password", "Bisheriges Passwort", "当前密码" } },
    { "new_password", { "New password", "Neues Passwort", "新密码" } },
    { "again_password", { "New password again", "Neues Passwort wiederholen",
                            "再次输入新密码" } },
    { "change_password", { "Change password", "Passwort ändern", "修改密码" } },
    { "must_change",
        { "Somebody else chose your password. Please choose your own before "
          "you go on.",
            "Ihr Passwort hat jemand anders gewählt. Bitte wählen Sie ein "
            "eigenes, bevor Sie weiterarbeiten.",
            "您的密码由他人设定，请先设置自己的密码再继续。" } },
    { "password_rule",
        { "At least 12 characters, five of them different, without your "
          "name.",
            "Mindestens 12 Zeichen, davon fünf verschiedene, ohne Ihren "
            "Namen.",
            "至少 12 个字符，其中至少 5 个不同字符，且不得包含用户名。" } },
    { "not_same", { "The two new passwords differ.",
                      "Die beiden neuen Passwörter stimmen nicht überein.",
                      "两次输入的新密码不一致。" } },
    { "wrong_old",
        { "The present password is wrong.",
            "Das bisherige Passwort ist falsch.", "当前密码不正确。" } },
    { "wrong_password",
        { "Name or password is wrong.", "Name oder Passwort ist falsch.",
            "用户名或密码错误。" } },
    { "too_many",
        { "Too many attempts. Please wait a little and try again.",
            "Zu viele Versuche. Bitte warten Sie etwas und versuchen Sie es "
            "noch einmal.",
            "尝试次数过多，请稍候再试。" } },
    { "busy",
        { "Too many people are signing in at the moment. Please try again.",
            "Gerade melden sich zu viele Personen an. Bitte versuchen Sie es "
            "noch einmal.",
            "当前登录人数过多，请稍后重试。" } },
    { "signed_out",
        { "You are no longer signed in. Please sign in and send the form "
          "again.",
            "Sie sind nicht mehr angemeldet. Bitte melden Sie sich an und "
            "senden Sie das Formular noch einmal.",
            "您的登录已失效，请重新登录后再次提交表单。" } },
    { "foreign_form",
        { "This form came from another site and was refused.",
            "Dieses Formular kam von einer fremden Seite und wurde "
            "abgelehnt.",
            "该表单来自其他网站，已被拒绝。" } },
    { "no_accounts",
        { "There are no accounts yet: whoever opened the printed address has "
          "all roles. With the first account everybody must sign in.",
            "Es gibt noch keine Konten: Wer die ausgegebene Adresse geöffnet "
            "hat, hat alle Rollen. Mit dem ersten Konto muss sich jede "
            "Person anmelden.",
            "尚未创建账户：打开所输出地址的人拥有全部角色。创建首个账户后，"
            "所有人都必须登录。" } },
    { "add_account", { "Add accounts", "Konten anlegen", "创建账户" } },

    { "role.analyst", { "analyst", "Sachbearbeitung", "分析员" } },
    { "role.validator", { "validator", "Zweitprüfung", "复核员" } },
    { "role.auditor", { "auditor", "Revision", "审计员" } },
    { "role.administrator", { "administrator", "Verwaltung", "管理员" } },
    { NULL, { NULL, NULL, NULL } },
};
