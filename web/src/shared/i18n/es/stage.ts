export const stage = {
  "embed.open": "Ver la clasificación completa",
  "embed.away": "No se puede acceder a la clasificación. Se sigue intentando.",
} as const
