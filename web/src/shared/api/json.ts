// A run of digits this long may hold more than a double can; shorter texts are read directly.
const LONG_NUMBER = /[\d.]{16}/
// Signs that turn the direction of what follows, and are not seen: a name goes without them.
const TURNS = /[\u202a-\u202e\u2066-\u2069]/
const TURNS_ALL = new RegExp(TURNS, "g")
const NAMES = /"display_name":\s*"(?:[^"\\]|\\.)*"/g
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * JSON text as a value, without losing digits: a number that a double cannot hold exactly as
 * it is written comes as text. Texts that hold digits stay as they are.
 */
export function parseJson<T>(json: string): T {
  const text = TURNS.test(json) ? json.replace(NAMES, (name) => name.replace(TURNS_ALL, "")) : json
  return JSON.parse(LONG_NUMBER.test(text) ? text.replace(TOKENS, keepDigits) : text) as T
}

function keepDigits(token: string): string {
  if (token.length < 16 || token.startsWith('"')) return token
  return String(Number(token)) === token ? token : `"${token}"`
}
