import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import type { Proof } from '../../../scripts/harness.ts'
import type { DriftReport } from '../../../src/domain/report/drift-report.ts'
import { aDriftReport, aLargeReport } from '../../helpers/drift-report.ts'
import { DESK, PHONE, type OpenReport } from './browser.ts'
import { anUnknown, aQuiet, aStar, aVariedReport } from './reports.ts'

const REPORTS: Readonly<Record<string, () => DriftReport>> = {
  'of 3 parties': aDriftReport,
  'of every state': aVariedReport,
  'of 300 parties': () => aLargeReport(300),
  'of a star of 12': () => aStar(12),
  'of a star of 300': () => aStar(300),
  'without a finding': () => aQuiet(3),
  'without a member': () => aQuiet(0),
  'of which nothing is known': () => anUnknown(60),
}

/** Of the rule sets of axe: WCAG 2.0 to 2.2 A and AA, and what is good besides. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Each report in both schemes, on a desk and on a telephone: nothing is cut off, and axe finds nothing. */
export function proveLooks(open: OpenReport): readonly Proof[] {
  return Object.entries(REPORTS).map(([name, report]) => ({
    name: `a page ${name} fits, and axe finds nothing`,
    run: async () => {
      const made = report()
      const figures: string[] = []
      for (const [size, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
        for (const colorScheme of ['light', 'dark'] as const) {
          const options = { viewport, colorScheme, reducedMotion: 'reduce' } as const
          const figure = await open(made, options, async ({ page, misdeeds }) => {
            await assertFits(page)
            await takePictures(page, `${name}-${size}-${colorScheme}`.replaceAll(' ', '-'))
            const { requests, violations, errors } = await misdeeds()
            assert.equal([requests, violations, errors], [[], [], []])
            return `${size} ${colorScheme}: ${await assertAccessible(page)} rules of axe passed`
          })
          figures.push(figure)
        }
      }
      return figures.join('\n')
    },
  }))
}

/** Nothing is wider than the window, save what scrolls by itself; and the verdict is in the first sight. */
async function assertFits(page: Page): Promise<void> {
  const { wide, verdict, height } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - window.innerWidth,
    verdict: document.querySelector('.verdict')?.getBoundingClientRect().bottom ?? Infinity,
    height: window.innerHeight,
  }))
  assert.ok(wide <= 0, `The page is ${wide} px too wide.`)
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
      document.getElementById(id)?.scrollIntoView()
      return document.getElementById(id) !== null
    }, part)
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
