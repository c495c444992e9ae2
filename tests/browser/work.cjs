// A morning's work, with keys alone where there are keys: an analyst signs in,
// filters, decides fifty times, takes back what was wrong; a second person
// validates; an order is previewed, issued and printed; the queue goes out as
// files; an auditor sees everything and can change nothing.
//
//   node tests/browser/work.cjs STORE
'use strict'

const { statSync, readFileSync } = require('node:fs')
const { serve, open, expect, end, shots, account, person, authority, issue } =
  require('./browser.cjs')

const DECISIONS = 50
const waits = [] // ms from the key that sends to the next case

const idOf = page => page.getAttribute('.steps', 'data-case')

// Press `letter`, choose the first reason, send; the next case is shown.
async function decide (page, letter) {
  const id = await idOf(page)
  await page.keyboard.press(letter)
  await page.keyboard.press('1')
  const sent = performance.now()
  await page.keyboard.press('Enter')
  await page.waitForFunction(before => {
    const steps = document.querySelector('.steps')
    return !steps || steps.dataset.case !== before
  }, id)
  waits.push(performance.now() - sent)
  return id
}

async function morning (page, base) {
  await page.fill('#words', 'heater')
  await page.press('#words', 'Enter')
  await page.waitForURL(/text=heater/)
  const found = await page.$$eval('tr[data-case]', rows => rows.length)
  expect('words filter', found > 0 && found < 10, found)
  await page.goto(base + '/')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.steps[data-case]')
  const decided = []
  let taken = 0
  while (decided.length < DECISIONS && await page.$('.steps[data-case]')) {
    decided.push(await decide(page, decided.length % 3 === 2 ? 'd' : 'c'))
    // Every fourth is taken back, and waits for another decision.
    if (decided.length % 4 === 0 && taken < DECISIONS) {
      const last = decided[decided.length - 1]
      await page.goto(`${base}/case/${last}`)
      await page.keyboard.press('u')
      await page.waitForFunction(
        () => document.querySelector('.steps') &&
          !document.querySelector('[data-act=undo]'))
      taken++
    }
  }
  waits.sort((a, b) => a - b)
  console.log(`from Enter to the next case: median ${
    waits[waits.length >> 1].toFixed(0)} ms`)
  expect('fifty decisions by keys', decided.length === DECISIONS,
    `${decided.length}, ${taken} taken back`)
  return decided
}

async function validate (page, base) {
  await page.goto(base + '/?state=confirmed')
  const ids = await page.$$eval('tr[data-case]',
    rows => rows.map(r => r.dataset.case))
  for (const id of ids) {
    await page.goto(`${base}/case/${id}?state=confirmed`)
    const choice = page.locator('fieldset[data-act=validate] input').first()
    if (await choice.count() === 0 || !await choice.isVisible()) continue
    await choice.check()
    await choice.press('Enter')
    await page.waitForFunction(
      () => !document.querySelector('fieldset[data-act=validate] input:checked'))
    await page.goto(`${base}/case/${id}`)
    const state = await page.innerText('main')
    expect('the second person validates', /validated/.test(state))
    return id
  }
  expect('a confirmed case waits for a second person', false, ids.length)
}

async function order (page, base, id) {
  await issue(page, base, id)
  await page.screenshot({ path: `${shots}/order-issued.png`, fullPage: true })
  await page.pdf({ path: `${shots}/order.pdf`, format: 'A4' })
  const pdf = readFileSync(`${shots}/order.pdf`)
  expect('the order prints', pdf.subarray(0, 5).toString() === '%PDF-' &&
    pdf.length > 5000, pdf.length)
  await page.goto(`${base}/case/${id}`)
  expect('the case is ordered down',
    /order issued|ordered/i.test(await page.innerText('main')))
}

async function files (page, base) {
  for (const form of ['csv', 'xlsx', 'json']) {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.evaluate(to => { window.location.href = to },
        `${base}/export.${form}?state=all`)
    ])
    expect(`export as ${form}`, statSync(await file.path()).size > 1000)
  }
}

async function auditor (page, base, id) {
  await page.goto(`${base}/case/${id}`)
  expect('an auditor is offered no act',
    await page.$('[data-act=confirm], [data-act=assign]') === null)
  const status = await page.evaluate(async id => {
    const form = new URLSearchParams({ act: 'confirm', seen: '1' })
    const answer = await fetch(`/case/${id}/act`,
      { method: 'POST', body: form, redirect: 'manual' })
    return answer.status
  }, id)
  expect('an auditor cannot write', status === 403, status)
  await page.goto(base + '/audit')
  expect('an auditor reads the log',
    /case\.confirm/.test(await page.innerText('main')))
}

async function main (store) {
  account(store, 'anna', 'analyst')
  account(store, 'bert', 'analyst,validator')
  account(store, 'carla', 'auditor')
  account(store, 'dora', 'administrator')
  const browser = await open()
  let server = null
  try {
    server = await serve(store)
    const anna = await person(browser, server.base, 'anna')
    await morning(anna, server.base)
    await anna.screenshot({ path: `${shots}/after-work.png`, fullPage: true })
    await files(anna, server.base)
    await authority(await person(browser, server.base, 'dora'), server.base)
    const bert = await person(browser, server.base, 'bert')
    const id = await validate(bert, server.base)
    if (id) await order(bert, server.base, id)
    const carla = await person(browser, server.base, 'carla')
    if (id) await auditor(carla, server.base, id)
    for (const fault of new Set(browser.faults)) {
      // The browser reports the refusal that was asked for above.
      expect(fault, /403/.test(fault))
    }
  } finally {
    await browser.close()
    await server?.stop()
  }
}

main(process.argv[2]).catch(error => expect(error.stack, false)).finally(end)
