/** Where a value comes from. The more explicit origin wins: they stand in this order. */
export type Origin =
  | { readonly kind: 'flag' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'default' }
