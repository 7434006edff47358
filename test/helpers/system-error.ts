/** The error with which node reports that a system call failed, as far as the program looks at one. */
export function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${syscall}`), { code, syscall })
}
