/** Makes an element with a class and content; untrusted texts only ever become text nodes. */
export function make(tag: string, className: string, ...content: readonly (Node | string)[]): HTMLElement {
  const element = document.createElement(tag)
  if (className !== '') element.className = className
  element.append(...content)
  return element
}

/** Makes a link within the page. */
export function makeLink(target: string, text: string): HTMLElement {
  const element = make('a', '', text)
  element.setAttribute('href', `#${target}`)
  return element
}

/** The element with this id, if it is of this kind. */
export function find<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind | undefined {
  const element = document.getElementById(id)
  return element instanceof kind ? element : undefined
}
