import { defineNeed } from './define.ts'

/** Another minimum, to connect with this one or to be aligned with it. */
export const other = defineNeed('a second network, given by --with', { broughtBy: 'with' })
