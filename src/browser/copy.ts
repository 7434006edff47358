import { make } from './elements.ts'

/** Puts a button behind each command, where the browser lets a page write to the clipboard. */
export function addCopyButtons(): void {
  // A page that was opened from a file has no clipboard in some browsers: no button, then.
  if (!('clipboard' in navigator)) return
  const { clipboard } = navigator
  for (const command of document.querySelectorAll('code.command')) {
    const button = make('button', 'copy', 'Copy')
    button.setAttribute('type', 'button')
    button.setAttribute('aria-label', `Copy the command ${command.textContent}`)
    command.after(' ', button)
  }
  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLElement) || target.className !== 'copy') return
    const text = target.previousElementSibling?.textContent ?? ''
    void clipboard.writeText(text).then(
      () => {
        tell(target, 'Copied')
      },
      () => {
        tell(target, 'Not allowed')
      },
    )
  })
}

function tell(button: HTMLElement, word: string): void {
  button.textContent = word
  setTimeout(() => (button.textContent = 'Copy'), 2000)
}
