import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import type { Proof } from '../../../scripts/harness.ts'
import { aDriftReport, aLargeReport } from '../../helpers/drift-report.ts'
import { DESK, PHONE, type OpenReport } from './browser.ts'
import { aVariedReport } from './reports.ts'

const DESK_LIGHT = { viewport: DESK } as const

/** What people do with a page, by keyboard and pointer. */
export function proveUse(open: OpenReport): readonly Proof[] {
  return [
    {
      name: 'the keyboard reaches everything, and the matrix is one stop of the Tab key',
      run: async () => {
        const small = await open(aDriftReport(), DESK_LIGHT, ({ page }) => countStops(page))
        const large = await open(aLargeReport(300), DESK_LIGHT, ({ page }) => walkToMatrix(page))
        assert.ok(small < 40, `${small} stops`)
        return `${small} stops of the Tab key in a page of 3 parties; the matrix of 300 is the ${large}th, and the next stop is outside`
      },
    },
    {
      name: 'arrow keys walk a matrix of 300 x 300, and Enter tells of a registration',
      run: () => open(aLargeReport(300), DESK_LIGHT, ({ page }) => walkMatrix(page)),
    },
    {
      name: 'the pointer chooses a cell, and the buttons the next deviation, also on a telephone',
      run: async () => {
        await open(aVariedReport(), { viewport: PHONE, hasTouch: true }, ({ page }) => pointAt(page, 'td.missing'))
        await open(aLargeReport(300), { viewport: PHONE, hasTouch: true }, ({ page }) =>
          pointAt(page, '.window .denied'),
        )
        return 'by touch, at 390 px, in a table and in a frame'
      },
    },
    {
      name: 'the filter leaves what was asked for, and says how many',
      run: async () => {
        await open(aVariedReport(), DESK_LIGHT, ({ page }) => filter(page))
        return 'by text, severity, kind, party and newness'
      },
    },
    {
      name: 'a command can be copied as it stands',
      run: () =>
        open(
          aDriftReport(),
          { ...DESK_LIGHT, permissions: ['clipboard-read', 'clipboard-write'] },
          async ({ page }) => {
            await page.click('.copy')
            await page.waitForFunction(() => document.querySelector('.copy')?.textContent === 'Copied')
            const copied = await page.evaluate(() => navigator.clipboard.readText())
            assert.is(copied, 'fbm-gitops reconcile')
            return `copied: ${copied}`
          },
        ),
    },
    {
      name: 'links lead to what they name, and open it',
      run: async () => {
        await open(aLargeReport(300), DESK_LIGHT, ({ page }) => follow(page))
        return 'to parts of the page, to a party that was closed, and to a finding that the filter had hidden'
      },
    },
  ]
}

/** Presses Tab until the focus comes round, and fails where it is stuck or cannot be seen. */
async function countStops(page: Page): Promise<number> {
  await page.keyboard.press('Tab')
  assert.is(await page.evaluate(() => document.activeElement?.className), 'skip')
  let stops = 1
  for (; stops < 200; stops++) {
    const { outside, outline } = await page.evaluate(() => {
      const active = document.activeElement
      const style = active === null ? undefined : getComputedStyle(active)
      return { outside: active === null || active === document.body, outline: style?.outlineStyle }
    })
    if (outside) break
    assert.is(outline, 'solid', `The focus of stop ${stops} cannot be seen.`)
    await page.keyboard.press('Tab')
  }
  return stops
}

async function walkToMatrix(page: Page): Promise<number> {
  for (let stop = 1; stop < 30; stop++) {
    await page.keyboard.press('Tab')
    if ((await role(page)) !== 'grid') continue
    await page.keyboard.press('Tab')
    assert.is.not(await role(page), 'gridcell')
    assert.is(await page.evaluate(() => document.activeElement?.closest('.frame') === null), true)
    return stop
  }
  throw new Error('The matrix is not reached by the Tab key.')
}

function role(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('role'))
}

async function walkMatrix(page: Page): Promise<string> {
  await page.focus('[role=grid]')
  await page.keyboard.press('Control+Home')
  const places: string[] = []
  const steps = ['ArrowDown', 'ArrowRight', 'End', 'PageDown', 'Home', 'Control+End', 'ArrowRight', 'ArrowUp', 'PageUp']
  for (const key of steps) {
    await page.keyboard.press(key)
    places.push(`${key} ${await placeOfChosen(page)}`)
  }
  assert.equal(places, [
    'ArrowDown 3,2',
    'ArrowRight 3,3',
    'End 3,301',
    'PageDown 13,301',
    'Home 13,2',
    'Control+End 301,301',
    'ArrowRight 301,301',
    'ArrowUp 300,301',
    'PageUp 290,301',
  ])
  await page.keyboard.press('Enter')
  const told = await page.evaluate(() => document.activeElement?.textContent)
  assert.match(told ?? '', /^At name-n288 for name-n299: . /)
  await page.keyboard.press('Escape')
  assert.is(await role(page), 'grid')
  return places.join('; ')
}

/** Row and column of the cell that the grid names as chosen: it must be in the page, and in sight. */
function placeOfChosen(page: Page): Promise<string> {
  return page.evaluate(() => {
    const id = document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant') ?? ''
    const cell = document.getElementById(id)
    const box = cell?.getBoundingClientRect()
    const frame = cell?.closest('.scroller')?.getBoundingClientRect()
    if (cell === null || box === undefined || frame === undefined) return 'nowhere'
    const seen =
      box.top >= frame.top && box.bottom <= frame.bottom && box.left >= frame.left && box.right <= frame.right
    const top = document.elementFromPoint(box.left + 8, box.top + 8)
    if (!seen || (top !== cell && window.innerHeight > box.bottom)) return 'out of sight'
    return `${cell.parentElement?.getAttribute('aria-rowindex') ?? ''},${cell.getAttribute('aria-colindex') ?? ''}`
  })
}

async function pointAt(page: Page, cell: string): Promise<void> {
  await page.locator(cell).first().tap()
  await page.waitForSelector('#cell-detail:not([hidden])')
  const word = cell.replace(/.*\./, '')
  assert.match((await page.textContent('#cell-detail p')) ?? '', new RegExp(`: . ${word} – `))
  assert.ok((await page.locator('.crossed').count()) > 2)
  const before = await page.textContent('#cell-detail p')
  await page.click('#next')
  assert.is.not(await page.textContent('#cell-detail p'), before)
  await page.click('#previous')
  assert.is(await page.textContent('#cell-detail p'), before)
}

async function filter(page: Page): Promise<void> {
  const total = await page.locator('.finding').count()
  const visible = (): Promise<number> => page.locator('.finding:visible').count()
  const expectOnly = async (selector: string): Promise<void> => {
    const left = await page.locator(`.finding${selector}`).count()
    assert.ok(left > 0 && left < total, `${left} of ${total} match ${selector}`)
    assert.is(await visible(), left)
    assert.is(await page.locator(`.finding${selector}:visible`).count(), left)
    assert.is(await page.textContent('#filter-count'), `${left} of ${total} findings`)
    await page.click('#filter-clear')
    assert.is(await visible(), total)
    assert.is(await page.textContent('#filter-count'), `${total} findings`)
  }
  await page.selectOption('#filter-severity', 'error')
  await expectOnly('[data-severity=error]')
  await page.selectOption('#filter-rule', 'departed')
  await expectOnly('[data-rule=departed]')
  await page.check('#filter-new')
  await expectOnly('[data-new=true]')
  await page.selectOption('#filter-party', { label: 'hospital-c' })
  await expectOnly(':has-text("hospital-c")')
  await page.fill('#filter-text', 'HÔPITAL  node_a')
  await expectOnly(':has-text("Hôpital"):has-text("NODE_a")')
  await page.fill('#filter-text', 'nothing of the kind')
  assert.is(await page.textContent('#filter-count'), `0 of ${total} findings`)
  assert.is(await page.getAttribute('#filter-count', 'role'), 'status')
}

async function follow(page: Page): Promise<void> {
  const inSight = (selector: string): Promise<unknown> =>
    page.waitForFunction((found) => {
      const box = document.querySelector(found)?.getBoundingClientRect()
      return box !== undefined && box.height > 0 && box.top >= -1 && box.top < window.innerHeight
    }, selector)
  for (const part of ['certificates', 'parties', 'findings', 'matrix']) {
    await page.click(`nav a[href="#${part}"]`)
    await inSight(`#${part}-title`)
  }
  await page.click('#f200 a')
  await inSight('details[open] .party-body:target')
  await page.fill('#filter-text', 'nothing of the kind')
  await page.evaluate(() => (location.hash = 'f7'))
  await inSight('#f7:target')
  // The address is the same the second time.
  await page.fill('#filter-text', 'nothing of the kind')
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('a[href="#f7"]')?.click()
  })
  await inSight('#f7:target')
}
