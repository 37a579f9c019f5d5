import { defineNeed } from './define.ts'

/** Another minimum, to connect with this one or to be aligned with it. */
export const other = defineNeed('a second network, which the run trains beside its own or --with names', {
  broughtBy: 'with',
})
