/** What is wrong with a field of a definition: whoever has the text finds its place by the name. */
export class FieldFault extends Error {
  readonly field: string
  constructor(field: string, why: string) {
    super(`${field}: ${why}`)
    this.field = field
  }
}
