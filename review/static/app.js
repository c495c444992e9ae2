// review/static/app.js - keys, ticks, live numbers and the case that is read in
// advance. No page needs it: everything here is a quicker way to a link or a
// form that is on the page anyway.
//
// What it looks for:
//
//   queue   tr[data-case=ID]           a row, with its link and its tick
//           form.cases                 around the rows
//           [data-ticked]              says how many rows are ticked
//           [data-count=NAME]          a number of GET /queue/counts
//           #words                     the search field
//           a[data-keys]               leads to the list of keys
//   case    .steps[data-case=ID]       the page of a case
//           .steps a[rel=next]         the case after it, read in advance
//           [data-act=NAME]            confirm, dismiss, ask, escalate,
//                                      assign, undo: what c, d, n, e, a, u
//                                      go to: a button, which is pressed, or
//                                      a fieldset, in which 1 to 9 choose a
//                                      reason (input[type=radio])
//
// A form of a case page whose answer is a redirect (it was recorded) shows the
// page that was read in advance at once, and otherwise the answer. Requests in
// advance carry "X-Purpose: prefetch": the page is not being looked at.
'use strict'

;(() => {
  const POLL_MS = 15000
  const letters = {
    c: 'confirm', d: 'dismiss', n: 'ask', e: 'escalate', a: 'assign', u: 'undo'
  }

  let ahead = null // { url, page: Promise of a document or null }

  const one = selector => document.querySelector(selector)
  const all = selector => [...document.querySelectorAll(selector)]
  const caseId = () => one('.steps')?.dataset.case

  // --- pages without loading ---

  async function fetchPage (url) {
    const answer = await fetch(url, {
      headers: { 'X-Purpose': 'prefetch' }, credentials: 'same-origin'
    })
    if (!answer.ok || answer.redirected) return null
    return new DOMParser().parseFromString(await answer.text(), 'text/html')
  }

  function readAhead () {
    const link = one('.steps a[rel=next]')
    ahead = null
    if (!link) return
    const url = new URL(link.href)
    url.searchParams.set('done', caseId()) // shown only once it is
    ahead = { url: url.href, page: fetchPage(url.href).catch(() => null) }
  }

  // The answer becomes this page. Scripts of a parsed document never run.
  function show (page, url, remember) {
    const body = document.adoptNode(page.body)
    document.title = page.title
    document.documentElement.lang = page.documentElement.lang
    document.body.replaceWith(body)
    if (remember) history.pushState({ swapped: true }, '', url)
    window.scrollTo(0, 0)
    started()
  }

  function announce () {
    const target = one('[role=alert]') || one('.flash') || one('h1')
    if (!target) return
    target.tabIndex = -1
    target.focus({ preventScroll: true })
  }

  // Send a form of a case page. A redirect is not followed: what it leads to
  // has been read already.
  async function send (form, button) {
    const data = new URLSearchParams(new FormData(form))
    if (button?.name) data.append(button.name, button.value)
    const next = ahead
    let answer
    try {
      answer = await fetch(form.action, {
        method: 'POST', body: data, redirect: 'manual',
        credentials: 'same-origin'
      })
    } catch {
      form.submit()
      return
    }
    if (answer.type === 'opaqueredirect') {
      await recorded(form, button, next)
      return
    }
    const page = new DOMParser()
      .parseFromString(await answer.text(), 'text/html')
    show(page, location.href, false)
    announce()
  }

  async function recorded (form, button, next) {
    const here = form.action.replace(/\/(act|undo)$/, '')
    if (!leavesCase(form, button)) {
      location.assign(here + filterOf(form))
      return
    }
    const page = next && await next.page
    if (!page) {
      location.assign(next ? next.url : '/' + filterOf(form))
      return
    }
    show(page, next.url, true)
    taken(next.url)
  }

  function filterOf (form) {
    const filter = form.elements.namedItem('filter')?.value
    return filter ? '?' + filter : ''
  }

  // Whoever takes a case, writes a remark or undoes is not done with it.
  function leavesCase (form, button) {
    return !form.action.endsWith('/undo') &&
      !['assign', 'note'].includes(button?.value)
  }

  // The page was read in advance, so nobody knows yet that it is looked at.
  function taken (url) {
    const csrf = one('input[name=csrf]')?.value
    const id = caseId()
    if (!csrf || !id) return
    fetch(`/case/${id}/lease`, {
      method: 'POST', body: new URLSearchParams({ csrf }),
      headers: { Accept: 'application/json' }, credentials: 'same-origin'
    }).then(answer => {
      if (answer.status === 409) location.replace(url)
    }).catch(() => {})
  }

  // --- rows of the queue ---

  const rows = () => all('tr[data-case]')
  const current = () => one('tr.current')

  function choose (row) {
    if (!row) return
    current()?.classList.remove('current')
    row.classList.add('current')
    row.querySelector('a').focus({ preventScroll: true })
    row.scrollIntoView({ block: 'nearest' })
  }

  function step (by) {
    const list = rows()
    if (list.length === 0) return false
    const at = list.indexOf(current())
    choose(list[Math.min(Math.max(at < 0 ? 0 : at + by, 0), list.length - 1)])
    return true
  }

  const ticked = () => all('.cases input[name=case]:checked')

  function countTicked () {
    const out = one('[data-ticked]')
    const n = ticked().length
    if (out) out.textContent = n > 0 ? String(n) : ''
    one('.bulk')?.classList.toggle('used', n > 0)
  }

  // From the queue, a decision is made on the page of the case; what needs no
  // reason is done here, for the ticked rows or for the current one.
  function actOnRow (act) {
    const row = current()
    if (ticked().length > 0 || act === 'assign') {
      if (ticked().length === 0 && row) {
        row.querySelector('input[name=case]').checked = true
        countTicked()
      }
      const button = one(`.bulk [data-act="${act}"]`)
      if (button && ticked().length > 0) button.click()
      else one('.bulk select[name=reason]')?.focus()
      return
    }
    const link = row?.querySelector('a')
    if (link) location.assign(link.href + '#' + act)
  }

  // --- forms of a case ---

  // The part of the page an act belongs to.
  const place = act => one(`main [data-act="${act}"]`)

  const reasons = part => [...part.querySelectorAll(
    'input[type=radio]:not(:disabled)')]

  function openAct (act) {
    const part = place(act)
    if (!part) return false
    if (part.matches('button')) {
      part.click()
      return true
    }
    const first = reasons(part)[0]
    if (!first) return false
    part.closest('details')?.setAttribute('open', '')
    all('.act-open').forEach(e => e.classList.remove('act-open'))
    part.classList.add('act-open')
    first.focus()
    part.scrollIntoView({ block: 'nearest' })
    return true
  }

  function chooseReason (n) {
    const part = one('.act-open') ||
      document.activeElement?.closest?.('[data-act]')
    const reason = part && reasons(part)[n - 1]
    if (!reason) return false
    reason.checked = true
    reason.focus()
    return true
  }

  // --- keys ---

  async function showKeys () {
    const open = one('dialog[open]')
    if (open) {
      open.close()
      return
    }
    const link = one('a[data-keys]')
    const page = await fetchPage(link ? link.href : '/keys').catch(() => null)
    const list = page?.querySelector('#keys')
    if (!list) return
    const dialog = document.createElement('dialog')
    dialog.className = 'keys'
    dialog.setAttribute('aria-label', list.querySelector('h1').textContent)
    dialog.append(...list.childNodes)
    dialog.addEventListener('close', () => dialog.remove())
    dialog.addEventListener('click', event => {
      if (event.target === dialog) dialog.close()
    })
    document.body.append(dialog)
    dialog.showModal()
  }

  function goOn () {
    const link = one('.steps a[rel=next]')
    if (link) location.assign(link.href)
    return Boolean(link)
  }

  function goBack () {
    history.back()
    return true
  }

  function press (key) {
    const onCase = Boolean(caseId())
    if (key === '?') {
      showKeys()
      return true
    }
    if (key === '/') {
      const field = one('#words')
      if (field) field.select()
      else location.assign('/#words')
      return true
    }
    if (key === 'j') return onCase ? goOn() : step(1)
    if (key === 'k') return onCase ? goBack() : step(-1)
    if (key === 'x' && current()) {
      const tick = current().querySelector('input[name=case]')
      tick.checked = !tick.checked
      countTicked()
      return true
    }
    if (key >= '1' && key <= '9') return chooseReason(Number(key))
    if (!Object.hasOwn(letters, key)) return false
    if (onCase) return openAct(letters[key])
    if (rows().length > 0) actOnRow(letters[key])
    return true
  }

  function isTyping (element) {
    return Boolean(element?.closest?.('input:not([type=radio])' +
      ':not([type=checkbox]), textarea, select, [contenteditable]'))
  }

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey ||
        event.isComposing) return
    if (event.key === 'Escape') {
      if (isTyping(event.target)) event.target.blur()
      all('.act-open').forEach(e => e.classList.remove('act-open'))
      return
    }
    if (isTyping(event.target)) return
    if (one('dialog[open]') && event.key !== '?') return
    if (press(event.key)) event.preventDefault()
  })

  document.addEventListener('focusin', event => {
    const row = event.target.closest?.('tr[data-case]')
    if (!row || row === current()) return
    current()?.classList.remove('current')
    row.classList.add('current')
  })

  document.addEventListener('change', event => {
    if (event.target.name === 'case') countTicked()
  })

  document.addEventListener('submit', event => {
    const form = event.target
    if (!caseId() || form.method !== 'post' ||
        !/^\/case\/\d+\/(act|undo)$/.test(new URL(form.action).pathname)) return
    event.preventDefault()
    send(form, event.submitter)
  })

  window.addEventListener('popstate', () => location.reload())

  // --- live numbers ---

  async function poll () {
    if (document.hidden || !one('[data-count]')) return
    const answer = await fetch('/queue/counts', { credentials: 'same-origin' })
    if (!answer.ok) return
    const counts = await answer.json()
    for (const element of all('[data-count]')) {
      const n = counts[element.dataset.count]
      if (n !== undefined) element.textContent = String(n)
    }
  }

  setInterval(() => poll().catch(() => {}), POLL_MS)

  function started () {
    countTicked()
    readAhead()
    const act = location.hash.slice(1)
    if (caseId() && Object.values(letters).includes(act)) {
      openAct(act)
    }
    if (act === 'words') one('#words')?.focus()
  }

  started()
})()
