export { address, useQueryState, withChanges, type QueryState } from "./use-query-state"
