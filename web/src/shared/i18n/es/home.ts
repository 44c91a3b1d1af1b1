export const home = {
  "home.title": "Clasificaciones",
  "home.players": { one: "{count} jugador", other: "{count} jugadores" },
  "home.rate": "{count}/s",
  "home.rate.label": "puntuaciones por segundo",
  "home.minute": "{count}/min",
  "home.lastminute": "puntuaciones en el último minuto",
  "home.leader": "Líder",
  "home.noleader": "Aún sin puntuaciones",
  "home.empty.title": "Aún no hay clasificaciones",
  "home.empty.text": "Crea la primera y envíale una puntuación. Aparecerá aquí al instante.",
  "home.activity": "Puntuaciones por minuto en la última hora",
} as const
