export { address, useQueryState, wholeOf, withChanges, type QueryState } from "./use-query-state"
export { exactLocation } from "./exact-location"
