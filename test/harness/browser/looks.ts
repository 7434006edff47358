import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import type { Proof } from '../../../scripts/harness.ts'
import type { DriftReport } from '../../../src/domain/report/drift-report.ts'
import { aDriftReport, aLargeReport } from '../../helpers/drift-report.ts'
import { DESK, PHONE, type OpenReport } from './browser.ts'
import { anOwn, anUnknown, aQuiet, aStar, aVariedReport } from './reports.ts'

const SAMPLES: Readonly<Record<string, () => DriftReport>> = {
  'of 3 parties': aDriftReport,
  'of every state': aVariedReport,
}

/** What takes axe long: each in the combinations that the corner cases leave out. */
const LARGE: Readonly<Record<string, () => DriftReport>> = { 'of 300 parties': () => aLargeReport(300) }

/** Corner cases: each on a light desk and a dark telephone alone. */
const CORNERS: Readonly<Record<string, () => DriftReport>> = {
  'of a star of 12': () => aStar(12),
  'of a star of 300': () => aStar(300),
  'without a finding': () => aQuiet(3),
  'without a member': () => aQuiet(0),
  'of which nothing is known': () => anUnknown(60),
  'of one component of 12': () => anOwn(12),
  'of one component of 300': () => anOwn(300),
}

const LIGHT_DESK = { viewport: DESK, colorScheme: 'light' } as const
const DARK_PHONE = { viewport: PHONE, colorScheme: 'dark' } as const
const DARK_DESK = { viewport: DESK, colorScheme: 'dark' } as const
const LIGHT_PHONE = { viewport: PHONE, colorScheme: 'light' } as const

/** In what each report is looked at. */
const VIEWS = [
  { reports: SAMPLES, views: [LIGHT_DESK, DARK_PHONE, DARK_DESK, LIGHT_PHONE] },
  { reports: LARGE, views: [DARK_DESK, LIGHT_PHONE] },
  { reports: CORNERS, views: [LIGHT_DESK, DARK_PHONE] },
]

/** Of the rule sets of axe: WCAG 2.0 to 2.2 A and AA, and what is good besides. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Each report in both schemes, on a desk and on a telephone: nothing is cut off, and axe finds nothing. */
export function proveLooks(open: OpenReport): readonly Proof[] {
  const looks = VIEWS.flatMap(({ reports, views }) =>
    Object.entries(reports).map(([name, report]) => ({ name, report, views })),
  )
  return looks.map(({ name, report, views }) => ({
    name: `a page ${name} fits, and axe finds nothing`,
    run: async () => {
      const made = report()
      const figures: string[] = []
      for (const { viewport, colorScheme } of views) {
        const options = { viewport, colorScheme, reducedMotion: 'reduce' } as const
        const seen = `${viewport.width} px, ${colorScheme}`
        const passed = await open(made, options, async ({ page, misdeeds }) => {
          await assertFits(page)
          await takePictures(page, `${name} ${seen}`.replace(/[ ,]+/g, '-'))
          const { requests, violations, errors } = await misdeeds()
          assert.equal([requests, violations, errors], [[], [], []])
          return assertAccessible(page)
        })
        figures.push(`${seen}: ${passed} rules of axe passed`)
      }
      return figures.join('\n')
    },
  }))
}

/** Nothing is wider than the window, save what scrolls by itself, no cell lies across another; and the verdict is in the first sight. */
async function assertFits(page: Page): Promise<void> {
  const { wide, crossing, verdict, height } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - window.innerWidth,
    crossing: [...document.querySelectorAll('table.plain :is(th, td) + :is(th, td)')]
      .filter((cell) => {
        const [left, right] = [cell.previousElementSibling, cell].map((each) => each?.getBoundingClientRect())
        if (left === undefined || right === undefined) return false
        return left.right > right.left + 1 && left.bottom > right.top + 1
      })
      .map((cell) => cell.parentElement?.textContent),
    verdict: document.querySelector('.verdict')?.getBoundingClientRect().bottom ?? Infinity,
    height: window.innerHeight,
  }))
  assert.ok(wide <= 0, `The page is ${wide} px too wide.`)
  assert.equal(crossing, [], 'Something is written across what stands beside it.')
  assert.ok(verdict < height, 'The verdict is not seen without scrolling.')
}

/** With BROWSER_SCREENSHOTS, pictures for people: the page from its top, and each part. */
async function takePictures(page: Page, name: string): Promise<void> {
  const directory = process.env['BROWSER_SCREENSHOTS']
  if (directory === undefined) return
  mkdirSync(directory, { recursive: true })
  await page.screenshot({ path: join(directory, `${name}.png`) })
  for (const part of ['matrix', 'findings', 'certificates', 'parties']) {
    const seen = await page.evaluate((id) => {
      location.hash = id
      return document.getElementById(id) !== null
    }, part)
    // What comes into sight is laid out then, and shown by the frame after it.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))),
    )
    if (seen) await page.screenshot({ path: join(directory, `${name}-${part}.png`) })
  }
}

async function assertAccessible(page: Page): Promise<number> {
  await page.evaluate(axe.source)
  // Of hundreds of alike elements the first are judged: of all of them axe would take minutes. All parts are opened.
  const { violations, passes } = await page.evaluate(async (tags) => {
    for (const alike of ['.finding', '.party', '.certificates tr', '#matrix-list tr']) {
      for (const element of [...document.querySelectorAll(alike)].slice(15)) element.remove()
    }
    for (const details of document.querySelectorAll('details')) details.open = true
    document.querySelector('td, [role=gridcell]')?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    const runner = (window as unknown as { axe: typeof axe }).axe
    const found = await runner.run(document, {
      runOnly: tags,
      resultTypes: ['violations'],
    })
    return {
      passes: found.passes.length,
      violations: found.violations.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}\n${nodes
            .slice(0, 3)
            .map(({ html }) => html)
            .join('\n')}`,
      ),
    }
  }, TAGS)
  if (violations.length > 0) throw new Error(`axe found:\n${violations.join('\n\n')}`)
  return passes
}
