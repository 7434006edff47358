import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Something that a page tells somebody to do, or shows them: a fenced block whose first line says who, and when or what. */
export interface Block {
  /** A step is counted; a look is nobody's duty. */
  readonly kind: 'step' | 'look'
  /** Of a step, within its section. */
  readonly number: number
  readonly who: string
  /** What a step does, or when a look is taken. */
  readonly about: string
  /** A file to be written, or a line to be typed. */
  readonly language: 'yaml' | 'sh'
  readonly body: string
  /** What the page says that it prints. */
  readonly shown: string | undefined
  readonly section: string
  /** Its place among the blocks of the page. */
  readonly index: number
}

/** A page as a reader has it. */
export interface Page {
  readonly text: string
  readonly blocks: readonly Block[]
}

const FENCE = /^```(\w*)\n([^]*?)^```$/gm
const STEP = /^# (\d+)\. ([\w-]+): (.+)\n/
const LOOK = /^# ([\w-]+), (.+)\n/

/** Reads a page of the documentation; fails at a block of which it cannot tell who is meant. */
export function readPage(name: string): Page {
  const text = readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8')
  refuseOtherFences(text)
  const blocks: Block[] = []
  for (const part of text.split(/^(?=## )/m)) {
    const section = /^## (.+)$/m.exec(part)?.[1] ?? ''
    for (const [, language = '', content = ''] of part.matchAll(FENCE)) {
      if (language === 'text') blocks.push({ ...takeLast(blocks), shown: content })
      else blocks.push({ ...readBlock({ language, content, section }), index: blocks.length })
    }
  }
  return { text, blocks }
}

/** The steps of a section, in their order. */
export function stepsOf({ blocks }: Page, section: string): readonly Block[] {
  return blocks.filter((block) => block.kind === 'step' && block.section === section)
}

/** What is fenced otherwise, or indented, would be a command that nobody finds. */
function refuseOtherFences(text: string): void {
  const left = text.replaceAll(FENCE, '').split('\n')
  const other = left.find((line) => /```|~~~/.test(line) || /^(?: {4}|\t)/.test(line))
  if (other !== undefined) throw new Error(`A block that is fenced otherwise than the others: ${other}`)
}

function takeLast(blocks: Block[]): Block {
  const last = blocks.pop()
  if (last === undefined || last.shown !== undefined) throw new Error('Something is shown that nothing prints.')
  return last
}

function readBlock(fence: {
  readonly language: string
  readonly content: string
  readonly section: string
}): Omit<Block, 'index'> {
  const { language, content, section } = fence
  if (language !== 'yaml' && language !== 'sh')
    throw new Error(`A block of an unknown kind, '${language}':\n${content}`)
  const [heading, number, who, about] = STEP.exec(content) ?? []
  if (heading !== undefined && who !== undefined && about !== undefined) {
    const body = content.slice(heading.length)
    return { kind: 'step', number: Number(number), who, about, language, body, shown: undefined, section }
  }
  const [when, looker, time] = LOOK.exec(content) ?? []
  if (when === undefined || looker === undefined || time === undefined) {
    throw new Error(`A block that does not say whose it is:\n${content}`)
  }
  const body = content.slice(when.length)
  return { kind: 'look', number: 0, who: looker, about: time, language, body, shown: undefined, section }
}
