// Shapes of routes that the OpenAPI document does not tell yet; they move to types.ts then.
export type Dev = { dev: boolean }
