/** placeholder: replaced by the real module */
export type Distribution = { readonly kind: 'constant'; readonly value: number };
