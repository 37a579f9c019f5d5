/**
 * Words that were spelled otherwise before version 0.2, by their former spelling. Stored runs, files of user-defined
 * probes and addresses may still carry them; a probe names its own former id (`formerly` in its definition).
 */
const FORMER: Readonly<Record<string, string>> = {
  optimiser: 'optimizer',
  generalisation: 'generalization',
  behaviour: 'behavior',
  centre: 'center',
}

/** A need, a group, an option or a fact of a file by the name that it has now. */
export function currentName<Name extends string>(name: Name): Name {
  return Object.hasOwn(FORMER, name) ? (FORMER[name] as Name) : name
}

/** Every name that means the same: the one it has now, then those it had. */
export function namesOf(name: string): string[] {
  return [name, ...Object.keys(FORMER).filter((former) => FORMER[former] === name)]
}
