import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import type { Proof } from '../../../scripts/harness.ts'
import { aLargeReport } from '../../helpers/drift-report.ts'
import { aHostileReport } from '../../helpers/hostile-report.ts'
import { DESK, PHONE, type OpenReport } from './browser.ts'
import { aVariedReport } from './reports.ts'

/** What a page is without its script, on paper, and with names that want to be more than names. */
export function proveBare(open: OpenReport): readonly Proof[] {
  return [
    {
      name: 'without its script a page tells the same',
      run: async () => {
        const bare = { viewport: DESK, javaScriptEnabled: false }
        await open(aVariedReport(), bare, async ({ page }) => {
          assert.is((await page.locator('td:visible').count()) > 49, true)
          assert.is(await page.locator('[data-script]:visible').count(), 0)
          assert.is(await page.locator('.finding:visible').count(), 40)
          await page.click('summary >> nth=1')
          assert.is(await page.locator('.party-body:visible').count(), 1)
        })
        return open(aLargeReport(300), bare, async ({ page }) => {
          assert.is(await page.locator('[data-script]:visible').count(), 0)
          const rows = await page.locator('#matrix-list tbody tr:visible').count()
          const deviating = await page.locator('#matrix-list tbody bdi:visible').count()
          assert.is(rows, 300)
          // The list names every cell that is not as declared, and each of its 300 rows by its component.
          assert.is(deviating - rows, 300 * 299 - countDeclared())
          return `${rows} components and ${deviating - rows} deviations of 300 parties are listed`
        })
      },
    },
    {
      name: 'on paper nothing is cut off or closed',
      run: async () => {
        const figures = [await print(open, 'light'), await print(open, 'dark')]
        return figures.join('\n')
      },
    },
    {
      name: 'hostile names do nothing',
      run: async () => {
        const figures: string[] = []
        for (const javaScriptEnabled of [true, false]) {
          const options = { viewport: PHONE, javaScriptEnabled }
          figures.push(await open(aHostileReport(), options, ({ page, misdeeds }) => attack(page, misdeeds)))
        }
        return figures.join('\n')
      },
    },
  ]
}

function countDeclared(): number {
  return aLargeReport(300).counts.declared ?? 0
}

async function print(open: OpenReport, colorScheme: 'light' | 'dark'): Promise<string> {
  return open(aVariedReport(), { viewport: DESK, colorScheme }, async ({ page }) => {
    await page.emulateMedia({ media: 'print' })
    const seen = await page.evaluate(() => ({
      bodies: [...document.querySelectorAll('.party-body')].filter((body) => body.checkVisibility()).length,
      controls: [...document.querySelectorAll('button, input, nav')].filter((control) => control.checkVisibility())
        .length,
      text: getComputedStyle(document.body).color,
      mark: getComputedStyle(document.querySelector('.mark.declared') ?? document.body).backgroundColor,
    }))
    assert.equal(seen, { bodies: 7, controls: 0, text: 'rgb(0, 0, 0)', mark: 'rgb(220, 243, 227)' })
    const pdf = await page.pdf({ format: 'A4' })
    return `${colorScheme}: ${seen.bodies} parties are told of, ${pdf.length} bytes of PDF`
  })
}

/** Touches everything that can be touched, and looks for whatever came of the texts but text. */
async function attack(page: Page, misdeeds: () => Promise<object>): Promise<string> {
  for (const summary of await page.locator('summary').all()) await summary.click()
  const cells = await page.locator('td.different').all()
  for (const cell of cells.slice(0, 30)) await cell.click()
  if (await page.locator('#filter-text').isVisible()) await page.fill('#filter-text', '<img')
  await page.waitForTimeout(100)
  const found = await page.evaluate(() => ({
    strange: [...document.querySelectorAll('img, iframe, form, link, base, object, embed, svg[onload]')].length,
    scripts: document.scripts.length,
    styles: document.querySelectorAll('style').length,
    metas: document.querySelectorAll('meta').length,
    handlers: [...document.querySelectorAll('*')].filter((element) =>
      [...element.attributes].some(
        ({ name, value }) =>
          name.startsWith('on') ||
          name === 'style' ||
          // Both hold text that is shown, and nothing that is followed.
          (/^\s*javascript:/i.test(value) && name !== 'value' && name !== 'title'),
      ),
    ).length,
    links: [...document.links].filter(({ href }) => !/^file:.*#[a-z0-9]+$/.test(href)).length,
  }))
  assert.equal(found, { strange: 0, scripts: 2, styles: 1, metas: 6, handlers: 0, links: 0 })
  assert.equal(await misdeeds(), { requests: [], violations: [], dialogs: [], errors: [] })
  const names = await page.locator('bdi').count()
  return `${names} names, ${cells.length} cells of them: no dialog, no request, no element of theirs`
}
