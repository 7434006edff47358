/** What an expression may name: `github`, `inputs`, `steps` and so on. */
export type Contexts = Readonly<Record<string, unknown>>

/** How the steps before went. */
export type JobStatus = 'success' | 'failure'

interface Scope {
  readonly contexts: Contexts
  readonly status: JobStatus
}

type Token = string

const TOKEN = /\s*(?:('(?:[^']|'')*')|(&&|\|\||==|!=|[!()])|([A-Za-z_][\w-]*(?:\.[\w-]+)*)|(\d+))/y

/** Puts the values of the expressions of GitHub Actions into a text; refuses whatever this does not know. */
export function fill(text: string, scope: Scope): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => show(evaluate(expression, scope)))
}

/** Tells whether a step or job runs: without a word about how things went, only after success. */
export function holds(condition: string | undefined, scope: Scope): boolean {
  const expression = (condition ?? 'success()').replace(/^\$\{\{(.*)\}\}$/s, '$1')
  const isPlain = !/\b(?:always|success|failure|cancelled)\(/.test(expression)
  return (isPlain ? scope.status === 'success' : true) && isTrue(evaluate(expression, scope))
}

function evaluate(expression: string, scope: Scope): unknown {
  const tokens = tokenize(expression)
  const value = readOr(tokens, scope)
  if (tokens.length > 0) throw new Error(`An expression that this runner does not know: ${expression}`)
  return value
}

function tokenize(expression: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const match = TOKEN.exec(expression)
    if (match === null) throw new Error(`An expression that this runner does not know: ${expression}`)
    tokens.push(match[0].trim())
  }
  return tokens
}

function readOr(tokens: Token[], scope: Scope): unknown {
  let value = readAnd(tokens, scope)
  while (take(tokens, '||')) {
    const other = readAnd(tokens, scope)
    value = isTrue(value) ? value : other
  }
  return value
}

function readAnd(tokens: Token[], scope: Scope): unknown {
  let value = readEquality(tokens, scope)
  while (take(tokens, '&&')) {
    const other = readEquality(tokens, scope)
    value = isTrue(value) ? other : value
  }
  return value
}

function readEquality(tokens: Token[], scope: Scope): unknown {
  const value = readUnary(tokens, scope)
  if (take(tokens, '==')) return isEqual(value, readUnary(tokens, scope))
  if (take(tokens, '!=')) return !isEqual(value, readUnary(tokens, scope))
  return value
}

function readUnary(tokens: Token[], scope: Scope): unknown {
  if (take(tokens, '!')) return !isTrue(readUnary(tokens, scope))
  if (take(tokens, '(')) {
    const value = readOr(tokens, scope)
    expect(tokens, ')')
    return value
  }
  return readValue(tokens, scope)
}

function readValue(tokens: Token[], { contexts, status }: Scope): unknown {
  const token = tokens.shift() ?? ''
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
  if (/^\d+$/.test(token)) return Number(token)
  if (token === 'true' || token === 'false') return token === 'true'
  if (take(tokens, '(')) {
    expect(tokens, ')')
    return call(token, status)
  }
  const [name = '', ...keys] = token.split('.')
  if (!Object.hasOwn(contexts, name)) throw new Error(`A context that this runner does not have here: ${token}`)
  return keys.reduce<unknown>(
    (inside, key) => (isRecord(inside) && Object.hasOwn(inside, key) ? inside[key] : ''),
    contexts[name],
  )
}

function call(name: string, status: JobStatus): boolean {
  const functions: Readonly<Record<string, boolean>> = {
    always: true,
    success: status === 'success',
    failure: status === 'failure',
    cancelled: false,
  }
  const value = functions[name]
  if (value === undefined) throw new Error(`A function that this runner does not know: ${name}`)
  return value
}

function take(tokens: Token[], token: Token): boolean {
  if (tokens[0] !== token) return false
  tokens.shift()
  return true
}

function expect(tokens: Token[], token: Token): void {
  if (!take(tokens, token)) throw new Error(`An expression that lacks ${token}.`)
}

/** Texts are compared without regard to case, as GitHub does. */
function isEqual(a: unknown, b: unknown): boolean {
  return show(a).toLowerCase() === show(b).toLowerCase()
}

function isTrue(value: unknown): boolean {
  return !['', false, 0, null, undefined].includes(value as string)
}

function show(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Error('An object where a text is needed.')
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
