/** German texts of lines, yields, changeovers and questions about stops. */
import type { PartWords } from './part-words.ts';

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} und ${names.at(-1)}`;

const lossNames = {
  down: 'Störung',
  setup: 'Rüsten',
  slow: 'Langsamer Lauf',
  unrated: 'Laufzeit ohne Idealzeit',
  scrap: 'Ausschuss und Sperrung',
  waiting: 'Warten',
  silent: 'Zeit ohne Meldung',
  outside: 'Kein Material, oder kein Platz für Stück',
  kept: 'In der Linie verblieben',
} as const;

export const deParts: PartWords = {
  lines: {
    lines: 'Die Linien',
    linesTitle: (line, loss, time) => `${line} verlor am meisten durch ${loss}: ${time}`,
    linesScope:
      'OEE einer Linie ist die ihres Engpasses, der Maschine, auf die die anderen warten; eine dort verlorene Stunde fehlt der Linie',
    lineColumns: {
      line: 'Linie',
      oee: 'OEE',
      output: 'Stück',
      constraint: 'Engpass',
      loss: 'Verlor am meisten durch',
      lost: 'Verloren',
      hour: 'Eine Stunde dort',
    },
    longest: (share) => `${share} der Zeit`,
    orElse: (machines) => `oder ${listed(machines)}`,
    noConstraint: 'keiner gefunden',
    stations: 'Die Linien Station für Station',
    stationsTitle: (constraints) =>
      listed(constraints.map(({ machine, line }) => `${machine} ist der Engpass von ${line}`)),
    stationsScope:
      'In der Folge des Flusses. Mangel: nichts kommt; Stau: nichts lässt sich abgeben; Engpass: Anteil der Zeit, in der sie von allen am längsten tätig war',
    stationColumns: {
      station: 'Station',
      pieces: 'Stück',
      setup: 'Rüsten',
      down: 'Störung',
      starved: 'Mangel',
      blocked: 'Stau',
      longest: 'Engpass',
    },
    constraintOf: (line) => `Engpass von ${line}`,
    lineLosses: 'Was die Linien verloren',
    lineLossesTitle: (loss, line, time) => `${loss} kostete ${line} am meisten: ${time}`,
    lineLossesScope:
      'Der Linie genommen: Zeit, die der Engpass dadurch verlor; der Rest der eigenen Zeit kostete kein Stück. Geld aller Maschinen der Linie',
    lineLossColumns: {
      loss: 'Verlust',
      line: 'Linie',
      own: 'Eigene Zeit',
      lost: 'Der Linie genommen',
      pieces: 'Stück nicht gemacht',
      money: 'Kosten',
    },
    lossOf: (kind, machine) => (machine === undefined ? lossNames[kind] : `${lossNames[kind]} an ${machine}`),
  },
  yields: {
    rolledTitle: (product, rolled) => `Niedrigste Gesamtausbeute: ${rolled} bei ${product}`,
    rolledScope:
      'Anteil der Stücke, die jeden Arbeitsgang fehlerfrei durchlaufen, 28 Produktionstage; Teile, deren Arbeitsgänge die Werksdatei nennt',
    rolledColumns: {
      product: 'Teil',
      steps: 'Arbeitsgänge',
      failed: 'Fehlerhaft',
      rolled: 'Gesamtausbeute',
      lowest: 'Niedrigste bei',
    },
    stepsWithout: (count) => `${count} ohne Stück`,
    atMost: (value) => `höchstens ${value}`,
    codesTitle: (defect, pieces, all) => `${defect}: ${pieces} von ${all} Ausschuss oder gesperrt`,
    codesScope:
      'Ausschuss und gesperrte Stück nach dem gemeldeten Fehler; PPM: je Million geprüfter, DPMO: je Million Fehlermöglichkeiten',
    codesUncoded: (pieces) => `${pieces} ohne genannten Fehler können von jedem sein: so weit reichen die Grenzen`,
    codeColumns: { defect: 'Fehler', category: 'Gruppe', pieces: 'Stück', ppm: 'PPM', dpmo: 'DPMO' },
  },
  changeovers: {
    title: (count, took, beyond, compared) =>
      `${count} ${count === 1 ? 'Produktwechsel dauerte' : 'Produktwechsel dauerten'} ${took}${beyond === undefined ? '' : `, ${compared === count ? '' : `${compared} davon `}${beyond} mehr als die besten bisher`}`,
    scope:
      'Vom letzten Gutstück des einen Teils bis zum ersten des anderen, ohne Warten und ohne stumme Zeit vor dem Rüsten; Wechsel mit gemeldetem Rüsten. Bester: was zuvor jeder zehnte erreichte',
    columns: {
      machine: 'Maschine',
      to: 'Auf',
      ready: 'Erstes Gutstück',
      took: 'Dauer',
      setup: 'Rüsten',
      best: 'Bester bisher',
      beyond: 'Mehr als bester',
    },
    after: (product) => `nach ${product === '' ? 'anderem Teil' : product}`,
    ofCount: (count) => `von ${count}`,
  },
  questions: {
    title: (stops, time) =>
      `${stops} ${stops === 1 ? 'Stillstand hat' : 'Stillstände haben'} keinen Grund: ${time}. Warum?`,
    scope:
      'Was am meisten zu fragen lohnt, zuerst; was es sein kann, nach dem, was zu ähnlichen gesagt wurde, mit Wahrscheinlichkeit',
    columns: { machine: 'Maschine', when: 'Seit', length: 'Dauer', mayBe: 'Vielleicht', was: 'Es war' },
    orElse: (proposal) => `oder ${proposal}`,
    perhaps: (proposal) => `vielleicht: ${proposal}`,
    over: (percent) => `über ${percent}`,
    nothingProposed: 'zu wenige ähnliche',
    alike: (stops) => `${stops} gleichartige`,
  },
};
