import { audit, buffer, connect, Observable, type OperatorFunction } from 'rxjs'

/**
 * What came within one turn of the event loop, together. One commit then makes all of it durable: under load the
 * groups grow by themselves, and a message that comes alone waits for nothing.
 */
export function perTick<T>(tick$: Observable<unknown> = endOfTurn$): OperatorFunction<T, T[]> {
  return (source$) => source$.pipe(connect((shared$) => shared$.pipe(buffer(shared$.pipe(audit(() => tick$))))))
}

/** Tells once when this turn of the event loop is over. */
export const endOfTurn$ = new Observable<void>((subscriber) => {
  const handle = setImmediate(() => subscriber.next())
  return () => clearImmediate(handle)
})
