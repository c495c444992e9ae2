// What the browser tests share: a server over a store, people who sign in, a
// browser that notes whatever leaves that server, expectations that are counted.
'use strict'

const { spawn, spawnSync } = require('node:child_process')
const { mkdirSync } = require('node:fs')
const { createInterface } = require('node:readline')
const { chromium } = require('playwright-core')

const shots = 'build/browser/shots'
const phrase = 'a phrase for the morning'

// ./shelfwatch serve over `store`; resolves to {address, base, stop} once
// it answers. `address` signs in the user of the terminal.
async function serve (store, ...options) {
  const server = spawn('./shelfwatch',
    ['serve', '--port', '0', '--store', store, ...options],
    { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise(resolve => server.on('exit', resolve))
  const lines = createInterface({ input: server.stdout })
  const address = await Promise.race([
    new Promise(resolve => lines.once('line', resolve)),
    ended.then(code => { throw new Error(`serve ended with ${code}`) })
  ])
  return {
    address,
    base: new URL(address).origin,
    stop: async () => { server.kill('SIGTERM'); await ended }
  }
}

// A browser of which every request, error and broken policy is noted in
// `faults`: pages load nothing from elsewhere and run without complaint.
async function open () {
  mkdirSync(shots, { recursive: true })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-proxy-server']
  })
  return {
    faults: [],
    async context (base, options) {
      const context = await browser.newContext({ ...options })
      context.setDefaultTimeout(20000)
      context.on('request', request => {
        const url = request.url()
        if (!url.startsWith(base + '/') && !url.startsWith('data:') &&
            !url.startsWith('about:')) {
          this.faults.push(`left the server: ${url}`)
        }
      })
      context.on('console', message => {
        if (message.type() === 'error') {
          this.faults.push(`${message.page()?.url()}: ${message.text()}`)
        }
      })
      context.on('weberror', error => this.faults.push(`${error.error()}`))
      return context
    },
    close: () => browser.close()
  }
}

function account (store, name, roles) {
  const done = spawnSync('./shelfwatch',
    ['user', 'add', name, '--roles', roles, '--store', store],
    { input: phrase + '\n', encoding: 'utf8' })
  expect(`account ${name}`, done.status === 0, done.stderr)
}

// Somebody who is signed in, in a browser of their own.
async function person (browser, base, name) {
  const context = await browser.context(base,
    { viewport: { width: 1280, height: 900 }, acceptDownloads: true })
  const page = await context.newPage()
  await page.goto(base + '/login?lang=en')
  await page.fill('main [name=name]', name)
  await page.fill('main [name=password]', phrase)
  await page.press('main [name=password]', 'Enter')
  await page.waitForSelector('form.cases, .empty')
  expect(`${name} is in`, new URL(page.url()).pathname === '/', page.url())
  return page
}

// What letters say of their sender.
async function authority (page, base) {
  await page.goto(base + '/authority')
  const form = page.locator('form[action="/authority"]')
  for (const box of await form.locator('input[type=text], textarea').all()) {
    const name = await box.getAttribute('name')
    await box.fill(/mail|report/.test(name)
      ? 'office@authority.example'
      : `Authority of the Example (${name})`)
  }
  await form.locator('button').first().click()
  await page.waitForLoadState()
}

// An order about a case: filled in, previewed, issued.
async function issue (page, base, id) {
  await page.goto(`${base}/case/${id}/order`)
  await page.fill('[name=electronic]', 'orders@platform.example')
  await page.fill('[name=reasons]', 'The product is the recalled one.')
  await page.click('button[value=preview]')
  await page.waitForLoadState()
  await page.screenshot({ path: `${shots}/order-preview.png`, fullPage: true })
  await page.click('button[value=issue]')
  await page.waitForURL(/\/order\/\d+/)
}

let passed = 0
let failed = 0

function expect (what, ok, more = '') {
  if (ok) {
    passed++
  } else {
    failed++
    console.log(`not so: ${what}${more ? ': ' + more : ''}`)
  }
}

// Counts, and the exit status.
function end () {
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0
}

module.exports = {
  serve, open, expect, end, shots, account, person, authority, issue
}
