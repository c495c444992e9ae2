// From a store without accounts to people who sign in: the first account, its
// own password, another one; the pages of administrators and auditors in
// three languages; what an auditor is not offered.
//
//   node tests/browser/accounts.cjs STORE
'use strict'

const axe = require('axe-core')
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { serve, open, expect, end, shots } = require('./browser.cjs')

const first = 'first phrase of ours'
const own = 'a phrase of my own'

async function look (page, name) {
  await page.evaluate(axe.source)
  const result = await page.evaluate(() => window.axe.run(document))
  expect(`${name} is accessible`, result.violations.length === 0,
    result.violations.map(v =>
      `${v.id}: ${v.nodes[0].html.slice(0, 200)}`).join(' | '))
  const [wide, room] = await page.evaluate(() =>
    [document.documentElement.scrollWidth, window.innerWidth])
  expect(`${name} fits its window`, wide <= room, `${wide} > ${room}`)
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
}

// In every language, wide and light; once narrow, once dark.
async function lookAtAll (context, base, paths) {
  const page = await context.newPage()
  for (const path of paths) {
    const name = path.replace(/[^a-z]+/g, '_').replace(/^_/, '')
    for (const lang of ['de', 'zh', 'en']) {
      await page.goto(`${base}${path}?lang=${lang}`)
      await look(page, `${name}-${lang}`)
    }
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 320, height: 800 })
    await look(page, `${name}-en-dark-320`)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1280, height: 900 })
  }
  await page.close()
}

async function addAccount (page, name, roles) {
  const form = page.locator('form.card.narrow')
  await form.locator('[name=name]').fill(name)
  await form.locator('[name=password]').fill(first)
  for (const box of await form.locator('[name=role]').all()) {
    await box.setChecked(roles.includes(await box.getAttribute('value')))
  }
  await form.locator('button').click()
}

async function signIn (page, base, name) {
  await page.goto(base + '/login?lang=en')
  await page.fill('main [name=name]', name)
  await page.fill('main [name=password]', first)
  await page.click('main button')
  expect(`${name} must choose`, page.url() === base + '/password', page.url())
  await look(page, `password-${name}`)
  await page.fill('[name=old_password]', first)
  await page.fill('[name=new_password]', own)
  await page.fill('[name=again_password]', own)
  await page.click('main button')
}

async function main (store) {
  const dir = mkdtempSync(join(tmpdir(), 'shelfwatch-'))
  writeFileSync(join(dir, 'toys.yaml'), 'name: toys\nmarket: EU\n' +
    'contact: https://authority.example/bot\nstart:\n' +
    '  - https://shop.example/\n')
  writeFileSync(join(dir, 'broken.yaml'), 'name: [\n')
  const browser = await open()
  const server = await serve(store, '--campaigns', dir)
  const base = server.base
  try {
    const context = await browser.context(base,
      { viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    await page.goto(server.address + '&lang=en')
    await page.goto(base + '/admin/users')
    await look(page, 'admin_users-first')
    await addAccount(page, 'ada', ['administrator'])
    expect('people sign in now', page.url().startsWith(base + '/login'),
      page.url())
    await lookAtAll(context, base, ['/login'])
    await page.goto(base + '/login?lang=en')
    await page.fill('main [name=name]', 'ada')
    await page.fill('main [name=password]', 'not this one')
    await page.click('main button')
    expect('says that it was wrong',
      (await page.textContent('[role=alert]')).includes('wrong'))
    await look(page, 'login-wrong')
    browser.faults.length = 0 // a console notes the answer's status, 403
    await signIn(page, base, 'ada')
    expect('in', page.url().startsWith(base + '/?'), page.url())
    await page.goto(base + '/admin/users')
    await addAccount(page, 'otto', ['auditor'])
    expect('two accounts', await page.locator('tbody tr').count() === 2)
    await page.goto(base + '/admin/campaigns')
    await page.click('main form button')
    expect('allowed', (await page.textContent('main table')).includes(
      'Take back'))
    await lookAtAll(context, base, ['/admin/users', '/admin/policy',
      '/admin/campaigns', '/audit', '/password'])
    await page.click('form[action="/logout"] button')
    expect('out', page.url().startsWith(base + '/login'), page.url())
    await signIn(page, base, 'otto')
    for (const path of ['/admin/users', '/admin/campaigns', '/audit']) {
      await page.goto(base + path)
      expect(`${path} is read-only`,
        await page.locator('main form[method=post]').count() === 0)
    }
    for (const fault of new Set(browser.faults)) expect(fault, false)
  } finally {
    await browser.close()
    await server.stop()
    rmSync(dir, { recursive: true })
  }
}

main(process.argv[2]).catch(error => expect(error.stack, false)).finally(end)
