import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { Unavailable } from '../../../scripts/harness.ts'
import { renderHtmlReport } from '../../../src/render/report/html.ts'
import type { DriftReport } from '../../../src/domain/report/drift-report.ts'

/** What a page did that it must never do: asked for something, broke its policy, opened a dialog, or failed. */
export interface Misdeeds {
  readonly requests: string[]
  readonly violations: string[]
  readonly dialogs: string[]
  readonly errors: string[]
}

/** A report in a real browser. */
export interface OpenPage {
  readonly page: Page
  readonly misdeeds: () => Promise<Misdeeds>
  /** The time until the page had been loaded and could be used, in milliseconds. */
  readonly loadMs: number
  readonly bytes: number
}

/** As long as one action in a page may take on a busy machine. */
const LONGEST_MS = 60_000

export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1440, height: 900 }

/** Lends one Chromium to all proofs; it is started by the first that opens a page. */
export async function withBrowser(body: (open: OpenReport) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'fbm-gitops-browser-'))
  let browser: Browser | undefined
  try {
    await body(async (report, options, use) => {
      browser ??= await launch()
      return usePage(browser, { report, options, use, file: join(directory, 'report.html') })
    })
  } finally {
    await browser?.close()
    rmSync(directory, { recursive: true })
  }
}

/** Opens a report in a page of its own for as long as it is used. */
export type OpenReport = <Value>(
  report: DriftReport,
  options: BrowserContextOptions,
  use: (open: OpenPage) => Promise<Value>,
) => Promise<Value>

interface Order<Value> {
  readonly report: DriftReport
  readonly options: BrowserContextOptions
  readonly use: (open: OpenPage) => Promise<Value>
  readonly file: string
}

async function launch(): Promise<Browser> {
  const directories = (process.env['PATH'] ?? '').split(delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const found = names.flatMap((name) => directories.map((directory) => join(directory, name))).find(isExecutable)
  if (found === undefined) throw new Unavailable('There is no Chromium: scripts/install-browser.sh installs it.')
  // Its sandbox does not start for root, as which CI runs; every page here is our own.
  return chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function usePage<Value>(browser: Browser, { report, options, use, file }: Order<Value>): Promise<Value> {
  const text = renderHtmlReport(report)
  writeFileSync(file, text)
  const context = await browser.newContext(options)
  try {
    context.setDefaultTimeout(LONGEST_MS)
    const page = await context.newPage()
    const url = pathToFileURL(file).href
    const seen: Misdeeds = { requests: [], violations: [], dialogs: [], errors: [] }
    await watch(page, url, seen)
    const start = performance.now()
    await page.goto(url, { waitUntil: 'load' })
    const loadMs = performance.now() - start
    return await use({ page, loadMs, bytes: Buffer.byteLength(text), misdeeds: () => readMisdeeds(page, seen) })
  } finally {
    await context.close()
  }
}

async function watch(page: Page, url: string, { requests, dialogs, errors }: Misdeeds): Promise<void> {
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url) requests.push(request.url())
  })
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => errors.push(message.text()))
  page.on('popup', (popup) => requests.push(popup.url()))
  await page.addInitScript(() => {
    const violations: string[] = []
    Object.assign(window, { violations })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      violations.push(`${violatedDirective} ${blockedURI} ${sample}`)
    })
  })
}

async function readMisdeeds(page: Page, seen: Misdeeds): Promise<Misdeeds> {
  const violations = await page.evaluate(() => ('violations' in window ? (window.violations as string[]) : []))
  return { ...seen, violations }
}
