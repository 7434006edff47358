import { performance } from 'node:perf_hooks'
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import type { Proof } from '../../../scripts/harness.ts'
import type { DriftReport } from '../../../src/domain/report/drift-report.ts'
import { aDriftReport, aLargeReport } from '../../helpers/drift-report.ts'
import { DESK, type OpenReport } from './browser.ts'
import { aHalved, anUnknown } from './reports.ts'

const MIB = 2 ** 20

interface Size {
  readonly report: () => DriftReport
  /** What the page may be at most, in MiB. */
  readonly most: number
}

/** The reports whose size and speed are told; sizes are promises, times are figures. */
const SIZES: Readonly<Record<string, Size>> = {
  '3 parties': { report: aDriftReport, most: 0.1 },
  '300 parties, one cell in forty otherwise': { report: () => aLargeReport(300), most: 3 },
  '300 parties, nothing known': { report: () => anUnknown(300), most: 3 },
  '300 parties, half and half, 5,000 findings': { report: () => aHalved(300), most: 6 },
}

/** How large pages are, and how soon they answer. */
export function proveScale(open: OpenReport): readonly Proof[] {
  return Object.entries(SIZES).map(([name, { report, most }]) => ({
    name: `a page of ${name} stays small, and can be used`,
    run: () =>
      open(report(), { viewport: DESK }, async ({ page, loadMs, bytes }) => {
        assert.ok(bytes < most * MIB, `${bytes} bytes`)
        const elements = await page.evaluate(() => document.querySelectorAll('*').length)
        const figures = [`loaded in ${loadMs.toFixed(0)} ms`]
        if (await page.locator('#filter-text').isVisible()) figures.push(`filtered in ${await timeFilter(page)} ms`)
        if (await page.locator('#frame').isVisible())
          figures.push(`moved in ${await timeMove(page)} ms, scrolled in ${await timeScroll(page)} ms`)
        return `${(bytes / MIB).toFixed(2)} MiB, ${elements} elements, ${figures.join(', ')}`
      }),
  }))
}

/** From a letter typed until the list is laid out anew. */
function timeFilter(page: Page): Promise<string> {
  return page.evaluate(() => {
    const field = document.querySelector<HTMLInputElement>('#filter-text')
    const start = performance.now()
    if (field !== null) field.value = 'n29'
    field?.dispatchEvent(new Event('input'))
    // Asking for it has the list laid out.
    const laidOut = document.body.offsetHeight > 0
    return laidOut ? (performance.now() - start).toFixed(0) : 'nothing'
  })
}

/** A step of an arrow key, on average over twenty. */
async function timeMove(page: Page): Promise<string> {
  await page.focus('[role=grid]')
  const start = performance.now()
  for (let step = 0; step < 20; step++) await page.keyboard.press(step % 2 === 0 ? 'PageDown' : 'ArrowRight')
  return ((performance.now() - start) / 20).toFixed(0)
}

/** From the far corner being scrolled to until it is drawn. */
async function timeScroll(page: Page): Promise<string> {
  const start = performance.now()
  await page.evaluate(() => document.querySelector('.scroller')?.scrollTo(1e6, 1e6))
  await page.waitForSelector('[data-cell="89999"]')
  return (performance.now() - start).toFixed(0)
}
