// What the browser tests share: a server over a store, a browser that notes
// whatever leaves that server, and expectations that are counted.
'use strict'

const { spawn } = require('node:child_process')
const { mkdirSync } = require('node:fs')
const { createInterface } = require('node:readline')
const { chromium } = require('playwright-core')

const shots = 'build/browser/shots'

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

module.exports = { serve, open, expect, end, shots }
