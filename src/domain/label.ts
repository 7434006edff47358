import type { Component } from './component.ts'

const LABEL = /^(?!(?:node|researcher)_)[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/i

/** Tells whether a text can be the label of a party: no id, and what the manifest allows. */
export function isLabel(text: string): boolean {
  return LABEL.test(text)
}

/** Makes a label for a component that nobody named, as a person would shorten its id: `node-964bdca9`. */
export function labelFor({ id, role }: Pick<Component, 'id' | 'role'>): string {
  const [start = ''] = /[A-Za-z0-9]{1,8}/.exec(id.replace(/^[^_]*_/, '')) ?? []
  return `${role}-${start.toLowerCase()}`
}
