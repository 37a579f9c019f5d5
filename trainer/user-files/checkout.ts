import { resolve } from 'node:path'

/** This checkout, whose words and formulas a person's file may import from wherever it lies. */
export const CHECKOUT = resolve(import.meta.dirname, '..', '..')
