// Looks at HTML pages in headless Chromium as a phone and as a desktop would, light and dark, and as paper:
// nothing wrong by axe-core, nothing wider than the screen, nothing that scrolls sideways, nothing loaded, no script, charts that can
// be seen, links that lead somewhere; as it opens and with everything unfolded.
//
//   node check.mjs PAGE.html…        exit code 1 and a line for each problem
//   CHROMIUM=/usr/bin/chromium, SHOTS=folder for pictures

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const SCREENS = [
  ['phone', { width: 390, height: 844 }],
  ['desktop', { width: 1280, height: 900 }],
]
// A page with a mistake of each kind: the check has to find them, else it cannot fail.
const WRONG = `<!doctype html><title>wrong</title><main><h1>Wrong</h1><p style="color:#bbb;background:#fff">pale</p>
<p style="width:3000px">wide</p><div tabindex="0" style="width:9rem;overflow-x:auto"><p style="width:99rem">aside</p></div>
<a href="#nowhere">nowhere</a><details><summary>More</summary><p style="color:#ccc">folded</p></details><img src="http://localhost:9/none.png"><svg width="0" height="0"></svg><script>1</script></main>`

async function problems(page, open) {
  const found = []
  for (const what of await looked(page, open)) found.push(what)
  const folded = await page.evaluate(() => [...document.querySelectorAll('details')].map((d) => { d.open = true }).length)
  if (folded === 0) return found
  for (const what of await looked(page, () => {})) found.push(`unfolded: ${what}`)
  return found
}

async function looked(page, open) {
  const found = []
  const requests = []
  page.on('request', (request) => requests.push(request.url()))
  await open()
  const loaded = requests.filter((url) => !url.startsWith('file:') && url !== 'about:blank')
  if (loaded.length + requests.filter((url) => url.startsWith('file:')).length > 1 || loaded.length) found.push(`loads ${requests.slice(1).join(', ')}`)
  for (const what of await page.evaluate(() => {
    const found = []
    for (const a of document.querySelectorAll('a[href^="#"]')) {
      if (!document.getElementById(a.hash.slice(1))) found.push(`has a link to ${a.hash}, which is not there`)
    }
    const sideways = [...document.querySelectorAll('body *')].filter((e) => e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
    if (sideways.length) found.push(`has ${sideways.length} parts that scroll sideways`)
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
    if (wide > 0) found.push(`is ${wide} pixels wider than the screen`)
    if (document.querySelector('script, link, iframe, object')) found.push('is more than one file')
    for (const svg of document.querySelectorAll('svg')) {
      const box = svg.getBoundingClientRect()
      if (box.width < 200 || box.height < 40) found.push(`has a chart of ${box.width} by ${box.height} pixels`)
      if (!svg.querySelector('title') || !svg.querySelector('desc')) found.push('has a chart without words')
    }
    return found
  })) found.push(what)
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document))
  for (const v of violations) found.push(`${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join('; ')})`)
  return found
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
let bad = 0
const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('no page to look at: node check.mjs PAGE.html…')
  process.exit(2)
}
for (const [screen, viewport] of SCREENS) {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport, colorScheme })
    for (const file of files) {
      const page = await context.newPage()
      const found = await problems(page, () => page.goto(pathToFileURL(resolve(file)).href))
      for (const what of found) console.log(`${basename(file)}, ${screen}, ${colorScheme}: ${what}`)
      bad += found.length
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${basename(file, '.html')}-${screen}-${colorScheme}.png`, fullPage: true })
      await page.close()
    }
    const wrong = await context.newPage()
    const seen = (await problems(wrong, () => wrong.setContent(WRONG))).join('\n')
    for (const kind of ['loads', 'wider than the screen', 'scroll sideways', '#nowhere', 'unfolded', 'more than one file', 'a chart of', 'without words', 'color-contrast', 'image-alt']) {
      if (!seen.includes(kind)) {
        console.log(`the check does not see "${kind}" (${screen}, ${colorScheme})`)
        bad += 1
      }
    }
    await context.close()
  }
}
// On paper nothing is cut off at the side: every table is as wide as the paper at most. What a note says is there, folded or not.
const paper = await browser.newPage({ viewport: { width: 720, height: 1000 } })
await paper.emulateMedia({ media: 'print' })
for (const file of files) {
  await paper.goto(pathToFileURL(resolve(file)).href)
  const wide = await paper.evaluate(() => [...document.querySelectorAll('table, svg, pre')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).length)
  const unseen = await paper.evaluate(() => [...document.querySelectorAll('details.paper li:not(.more)')].filter((e) => !e.checkVisibility({ contentVisibilityAuto: true })).length)
  const pdf = await paper.pdf({ format: 'A4' })
  if (wide > 0 || unseen > 0 || pdf.length < 10_000) {
    console.log(`${basename(file)}, paper: ${wide} things are wider than the paper, ${unseen} notes are not on it, ${pdf.length} bytes of PDF`)
    bad += 1
  }
}
await browser.close()
console.log(`${files.length} pages, ${bad} problems`)
process.exit(bad === 0 ? 0 : 1)
