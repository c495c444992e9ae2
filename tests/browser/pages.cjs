// Every page that links lead to, one of each kind, after some work was done:
// in three languages, light and dark, on a desk and on a narrow screen (which
// is also 400 % zoom).
// axe-core finds nothing, nothing is loaded from elsewhere, nothing is cut
// off. Screenshots are left in build/browser/shots.
//
//   node tests/browser/pages.cjs STORE
'use strict'

const axe = require('axe-core')
const { spawnSync } = require('node:child_process')
const { serve, open, expect, end, shots, account, person, authority, issue } =
  require('./browser.cjs')

// What changes with a look is tested in it: structure and texts in every
// language, colours in both schemes, room on the narrow screen.
const all = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']
const colours = ['color-contrast']
const looks = [
  { lang: 'en', colorScheme: 'light', width: 1280, rules: all },
  { lang: 'en', colorScheme: 'dark', width: 1280, rules: colours },
  { lang: 'de', colorScheme: 'light', width: 320, rules: all },
  { lang: 'zh', colorScheme: 'light', width: 1280, rules: all }
]
const KINDS_MAX = 80

// Nothing of these may be missing among what links lead to.
const wanted = ['/', '/case/#', '/case/#/order', '/recalls', '/recall/#',
  '/sources', '/rules', '/rule', '/scans', '/scan/#', '/orders', '/order/#',
  '/templates', '/templates?kind&language', '/authority', '/sellers',
  '/party/#', '/figures', '/workflow', '/audit', '/admin/users',
  '/admin/policy', '/admin/retention', '/admin/campaigns', '/keys', '/password']

// "/case/17?lang=de" and "/case/3" are of one kind: filters make no other
// page, but one template is not the list of them.
function kind (url) {
  return url.pathname.replace(/\d+/g, '#') +
    (url.pathname === '/templates' && url.search ? '?kind&language' : '')
}

function act (store, author, id, ...what) {
  const done = spawnSync('./shelfwatch', ['queue', 'act', id, ...what,
    '--author', author, '--store', store], { encoding: 'utf8' })
  expect(`${what[0]} of case ${id}`, done.status === 0, done.stderr)
}

// Cases in every state that people bring about, and people; the case that
// an order will be about is the first.
function prepare (store) {
  account(store, 'anna', 'analyst')
  account(store, 'vera', 'analyst,validator,auditor,administrator')
  const list = spawnSync('./shelfwatch', ['queue', 'list', '--json',
    '--limit', '6', '--store', store], { encoding: 'utf8' }).stdout
  const ids = list.trim().split('\n').map(line => `${JSON.parse(line).id}`)
  act(store, 'anna', ids[0], 'confirm', '--reason', 'same_product',
    '--note', 'Batch and picture are those of the notice.')
  act(store, 'vera', ids[0], 'validate')
  act(store, 'anna', ids[1], 'confirm', '--reason', 'same_product')
  act(store, 'anna', ids[2], 'dismiss', '--reason', 'other_product')
  act(store, 'anna', ids[3], 'escalate', '--reason', 'legal_question',
    '--note', 'For the head of unit.')
  act(store, 'anna', ids[4], 'ask', '--reason', 'ask_seller',
    '--note', 'Which batch is it?')
  return ids[0]
}

// One address of every kind, in the order links name them.
async function discover (page, base, first) {
  const found = new Map([['/', base + '/'], ['/case/#', first]])
  for (const [, address] of found) {
    const response = await page.goto(address)
    expect(`${address} answers`, response.ok(), `${response.status()}`)
    const links = await page.$$eval('a[href]:not([download])',
      all => all.map(a => a.href))
    for (const link of links) {
      const url = new URL(link)
      if (url.origin !== base || found.size >= KINDS_MAX) continue
      if (/^\/(export|static|capture|api)\b|\.(csv|jsonl?)$|\/text$/
        .test(url.pathname)) {
        continue
      }
      url.hash = ''
      url.searchParams.delete('lang')
      if (!found.has(kind(url))) found.set(kind(url), url.href)
    }
  }
  for (const name of wanted) expect(`${name} is linked`, found.has(name))
  return found
}

async function check (page, name, rules) {
  await page.evaluate(axe.source)
  const result = await page.evaluate(
    only => window.axe.run(document, { runOnly: only, iframes: false }), rules)
  for (const v of result.violations) {
    expect(`${name}: ${v.id}`, false,
      v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | '))
  }
  expect(`${name} is accessible`, result.violations.length === 0)
  const [wide, room] = await page.evaluate(() =>
    [document.documentElement.scrollWidth, window.innerWidth])
  expect(`${name} fits its window`, wide <= room, `${wide} > ${room}`)
}

async function main (store) {
  const browser = await open()
  let kinds = null
  const id = prepare(store)
  let server = null
  try {
    server = await serve(store)
    const vera = await person(browser, server.base, 'vera')
    await authority(vera, server.base)
    await issue(vera, server.base, id)
    const cookies = await vera.context().cookies()
    await vera.context().close()
    for (const look of looks) {
      const context = await browser.context(server.base, {
        colorScheme: look.colorScheme,
        viewport: { width: look.width, height: 900 },
        bypassCSP: false
      })
      await context.addCookies(cookies)
      const page = await context.newPage()
      await page.goto(`${server.base}/?lang=${look.lang}`)
      kinds ??= await discover(page, server.base,
        `${server.base}/case/${id}?state=all`)
      for (const [name, address] of kinds) {
        const file = name.replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '')
        await page.goto(address)
        await check(page,
          `${name} ${look.lang} ${look.colorScheme} ${look.width}`, look.rules)
        await page.screenshot({
          path: `${shots}/${file || 'queue'}-${look.lang}-` +
            `${look.colorScheme}-${look.width}.png`,
          fullPage: true
        })
      }
      await context.close()
    }
    for (const fault of new Set(browser.faults)) expect(fault, false)
    console.log(`${kinds.size} kinds of pages, ${looks.length} looks each`)
  } finally {
    await browser.close()
    await server?.stop()
  }
}

main(process.argv[2]).catch(error => expect(error.stack, false)).finally(end)
