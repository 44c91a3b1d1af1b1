// A run of digits this long may hold more than a double can; shorter texts are read directly.
const LONG_NUMBER = /[\d.]{16}/
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * JSON text as a value, without losing digits: a number that a double cannot hold exactly as
 * it is written comes as text. Texts that hold digits stay as they are.
 */
export function parseJson<T>(text: string): T {
  return JSON.parse(LONG_NUMBER.test(text) ? text.replace(TOKENS, keepDigits) : text) as T
}

function keepDigits(token: string): string {
  if (token.length < 16 || token.startsWith('"')) return token
  return String(Number(token)) === token ? token : `"${token}"`
}
