// Every page that links lead to, one of each kind: in three languages, light
// and dark, on a desk and on a narrow screen (which is also 400 % zoom).
// axe-core finds nothing, nothing is loaded from elsewhere, nothing is cut
// off. Screenshots are left in build/browser/shots.
//
//   node tests/browser/pages.cjs STORE
'use strict'

const axe = require('axe-core')
const { serve, open, expect, end, shots } = require('./browser.cjs')

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

// "/case/17?lang=de" and "/case/3" are of one kind.
function kind (url) {
  const names = [...url.searchParams.keys()].filter(n => n !== 'lang').sort()
  return url.pathname.replace(/\d+/g, '#').replace(/^(\/rule\/).*/, '$1*') +
    (names.length ? '?' + names.join('&') : '')
}

// One address of every kind, in the order links name them.
async function discover (page, base) {
  const found = new Map([['/', base + '/']])
  for (const [, address] of found) {
    const response = await page.goto(address)
    expect(`${address} answers`, response.ok(), `${response.status()}`)
    const links = await page.$$eval('a[href]:not([download])',
      all => all.map(a => a.href))
    for (const link of links) {
      const url = new URL(link)
      if (url.origin !== base || found.size >= KINDS_MAX) continue
      if (/^\/(export|download|static|capture|logout|api)\b/.test(url.pathname)) {
        continue
      }
      url.hash = ''
      url.searchParams.delete('lang')
      if (!found.has(kind(url))) found.set(kind(url), url.href)
    }
  }
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
  let server = null
  try {
    server = await serve(store)
    for (const look of looks) {
      const context = await browser.context(server.base, {
        colorScheme: look.colorScheme,
        viewport: { width: look.width, height: 900 },
        bypassCSP: false
      })
      const page = await context.newPage()
      await page.goto(server.address + `&lang=${look.lang}`)
      await page.goto(`${server.base}/?lang=${look.lang}`)
      kinds ??= await discover(page, server.base)
      for (const [name, address] of kinds) {
        const file = name.replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '')
        await page.goto(address)
        await check(page,
          `${name} ${look.lang} ${look.colorScheme} ${look.width}`, look.rules)
        await page.screenshot({
          path: `${shots}/${file || 'queue'}-${look.lang}-` +
            `${look.colorScheme}-${look.width}.png`
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
