/** German. */
import { deMoney } from './de-money.ts';
import { deNotes } from './de-notes.ts';
import { dePages } from './de-pages.ts';
import { deWindow } from './de-window.ts';
import { kpiIdsOf } from './kpi-ids.ts';
import type { FindingText, MessageContext, Words } from './words.ts';

interface Usual {
  readonly usualMedian: number;
  readonly usualP10: number;
  readonly usualP90: number;
  readonly usualCount: number;
}

const plural = (n: number, one: string, many: string, text: string): string => `${text} ${n === 1 ? one : many}`;

function standing(value: number, usual: Pick<Usual, 'usualP10' | 'usualP90'>): string {
  if (value > usual.usualP90) return 'über den üblichen';
  return value < usual.usualP10 ? 'unter den üblichen' : 'innerhalb der üblichen';
}

/** `mittwochs`. */
const onWeekday = (weekday: string): string => `${weekday.toLowerCase()}s`;

function usualSentence(usual: Usual, context: MessageContext, range: string, median: string): string {
  const on = context.weekday === undefined ? 'Üblich' : `${capital(onWeekday(context.weekday))} üblich`;
  return `${on}: ${range}, Median ${median} (${plural(usual.usualCount, 'Tag', 'Tage', String(usual.usualCount))}).`;
}

function medianOf(usual: Usual, context: MessageContext, median: string): string {
  const days = plural(usual.usualCount, 'Tag', 'Tagen', String(usual.usualCount));
  return `Median von ${days}${context.weekday === undefined ? '' : ` (${onWeekday(context.weekday)})`}: ${median}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function percentRange(low: number, high: number, digits: 0 | 1, { formats }: MessageContext): string {
  const top = formats.percent(high, digits);
  return formats.percent(low, digits) === top ? top : `${formats.percentNumber(low, digits)}–${top}`;
}

const most = ', so viel wie in 28 Tagen nicht';
const digitsOf = (...ratios: readonly number[]): 0 | 1 => (Math.max(...ratios) < 0.1 ? 1 : 0);

/** `Verfügbarkeit, Laufzeit`: KPIs as the page names them. */
const namesOf = (outside: string): string =>
  kpiIdsOf(outside)
    .map((kpi) => de.kpis[kpi])
    .join(', ');

export const de: Words = {
  language: 'de',
  locale: 'de-DE',
  messages: {
    'no-facts': ({ plannedMs }, { formats }): FindingText => ({
      headline: 'Es wurde nichts gemeldet',
      detail:
        plannedMs > 0
          ? `Keine Produktion, kein Rüsten und kein Stillstand wurde gemeldet, bei ${formats.duration(plannedMs)} geplanter Maschinenzeit.`
          : 'Keine Produktion, kein Rüsten und kein Stillstand wurde gemeldet, und keine Maschine war eingeplant.',
      what: 'Keine einzige Meldung',
      amount: `${formats.duration(plannedMs)} geplant`,
    }),
    finished: (p, context): FindingText => {
      const f = context.formats;
      const bounds = p.high === p.finished ? '' : ` Höchstens ${f.integer(p.high)}, mit Aufträgen, die anderswo enden.`;
      return {
        headline: `${f.integer(p.finished)} Stück ${p.finished === 1 ? 'wurde' : 'wurden'} fertig, ${standing(p.finished, p)} ${f.integer(p.usualP10)}–${f.integer(p.usualP90)}`,
        detail: `${medianOf(p, context, `${f.integer(p.usualMedian)} Stück`)}${bounds}`,
        what: 'Fertige Stücke',
        amount: `${f.integer(p.finished)} Stück, üblich ${f.integer(p.usualMedian)}`,
      };
    },
    oee: (p, context): FindingText => {
      const f = context.formats;
      const digits = digitsOf(p.oee, p.usualP90);
      return {
        headline: `Die OEE war ${f.percent(p.oee, digits)} (${f.percentNumber(p.low, digits)}–${f.percentNumber(p.high, digits)}), ${standing(p.oee, p)} ${percentRange(p.usualP10, p.usualP90, digits, context)}`,
        detail: medianOf(
          p,
          context,
          `${f.percent(p.usualMedian, digits)}, Änderung ${f.points(p.oee - p.usualMedian)}`,
        ),
        what: 'OEE des Werks',
        amount: `${f.percent(p.oee, digits)}, üblich ${f.percent(p.usualMedian, digits)}`,
      };
    },
    setup: (p, context): FindingText => {
      const f = context.formats;
      const digits = digitsOf(p.setupRatio, p.usualP90);
      const usual = percentRange(p.usualP10, p.usualP90, digits, context);
      return {
        headline: `Rüsten nahm ${f.percent(p.setupRatio, digits)} der Maschinenzeit ein${p.rank28 === 1 ? most : `, ${standing(p.setupRatio, p)} ${usual}`}`,
        detail: `Zusammen ${f.duration(p.setupMs)}. ${p.rank28 === 1 ? usualSentence(p, context, usual, f.percent(p.usualMedian, digits)) : medianOf(p, context, f.percent(p.usualMedian, digits))}`,
        what: 'Rüsten im Werk',
        amount: f.duration(p.setupMs),
      };
    },
    downtime: (p, context): FindingText => {
      const f = context.formats;
      const usual =
        p.usualP10 < p.usualP90 / 100
          ? `0 bis ${f.duration(p.usualP90)}`
          : `${f.duration(p.usualP10)} bis ${f.duration(p.usualP90)}`;
      return {
        headline: `Störungen dauerten ${f.duration(p.downMs)}${p.rank28 === 1 ? most : `, ${standing(p.downMs, p)} ${usual}`}`,
        detail:
          p.rank28 === 1
            ? usualSentence(p, context, usual, f.duration(p.usualMedian))
            : medianOf(p, context, f.duration(p.usualMedian)),
        what: 'Störungen im Werk',
        amount: f.duration(p.downMs),
      };
    },
    breakdown: (p, context): FindingText => {
      const f = context.formats;
      const stops =
        p.stopCount === 1
          ? 'Ein Stillstand'
          : `${f.integer(p.stopCount)} Stillstände, der längste ${f.duration(p.longestMs)}`;
      const reason = p.reason === '' ? '' : `, gemeldet als „${context.reasonName(p.reason)}“`;
      const since = context.since === undefined ? '' : `, ab ${context.since}`;
      return {
        headline: `${context.where} stand ${f.duration(p.downMs)} still`,
        detail: `${stops}${reason}${since}${p.open === 'yes' ? '; am Ende noch nicht behoben' : ''}.`,
        what: p.open === 'yes' ? 'Störung, noch offen' : 'Störung',
        amount: f.duration(p.downMs),
      };
    },
    'unit-silent': (p, context): FindingText => {
      const f = context.formats;
      return {
        headline: `${context.where} meldete nichts`,
        detail: `Geplant waren ${f.duration(p.silentPlannedMs)}; üblich sind ${context.window.kind === 'shift' ? 'in solchen Schichten' : 'an solchen Tagen'} ${f.duration(p.usualRunMs)} Laufzeit.`,
        what: 'Keine Meldung in geplanter Zeit',
        amount: `lief 0 min, üblich ${f.duration(p.usualRunMs)}`,
      };
    },
    'unit-low-run': (p, context): FindingText => {
      const f = context.formats;
      const setup = p.setupMs > 0 ? ` Gerüstet wurde ${f.duration(p.setupMs)}.` : '';
      return {
        headline: p.runMs < 30_000 ? `${context.where} lief nicht` : `${context.where} lief nur ${f.duration(p.runMs)}`,
        detail: `Üblich sind mindestens ${f.duration(p.usualP10)}, im Median ${f.duration(p.usualMedian)}.${setup}`,
        what: 'Lief weniger als üblich',
        amount: `${f.duration(p.runMs)}, üblich ${f.duration(p.usualMedian)}`,
      };
    },
    'unit-setup': (p, context): FindingText => {
      const f = context.formats;
      return {
        headline: `${context.where} rüstete ${f.duration(p.setupMs)}`,
        detail:
          p.usualP90 < 30_000
            ? 'Üblich ist keines.'
            : `Üblich sind bis zu ${f.duration(p.usualP90)}, im Median ${f.duration(p.usualMedian)}.`,
        what: 'Langes Rüsten',
        amount: `${f.duration(p.setupMs)}, üblich ${f.duration(p.usualMedian)}`,
      };
    },
    scrap: (p, { formats: f, window }): FindingText => ({
      headline: `${f.integer(p.scrap)} von ${f.integer(p.made)} Stück ${p.product} ${p.scrap === 1 ? 'war' : 'waren'} Ausschuss bei ${p.operation}`,
      detail: `Das sind ${f.percent(p.scrap / Math.max(1, p.made), digitsOf(p.scrap / Math.max(1, p.made)))} und ${p.scrap >= p.plantScrap ? 'der ganze Ausschuss' : `${f.integer(p.scrap)} von ${f.integer(p.plantScrap)} Stück Ausschuss`} ${deWindow(window).genitive}.`,
      what: `Ausschuss von ${p.product}, ${p.operation}`,
      amount: `${f.integer(p.scrap)} Stück`,
    }),
    hold: (p, { formats: f }): FindingText => ({
      headline: `${f.integer(p.hold)} Stück ${p.product} ${p.hold === 1 ? 'ist' : 'sind'} zur Prüfung gesperrt`,
      detail: `Gesperrt bei ${p.operation}`.replace(/\.?$/, '.'),
      what: `Sperrung von ${p.product}, ${p.operation}`,
      amount: `${f.integer(p.hold)} Stück`,
    }),
    quality: (p, context): FindingText => {
      const f = context.formats;
      return {
        headline: `Die Qualität war ${f.percent(p.quality, 1)}, ${standing(p.quality, p)} ${percentRange(p.usualP10, p.usualP90, 1, context)}`,
        detail: `${medianOf(p, context, `${f.percent(p.usualMedian, 1)}, Änderung ${f.points(p.quality - p.usualMedian)}`)} ${f.integer(p.scrap)} Stück Ausschuss, ${f.integer(p.hold)} zur Prüfung gesperrt.`,
        what: 'Qualität des Werks',
        amount: `${f.percent(p.quality, 1)}, üblich ${f.percent(p.usualMedian, 1)}`,
      };
    },
    'ideal-time-suspect': (p, context): FindingText => ({
      headline: `${context.where} war schneller als seine Idealzeit`,
      detail: `Leistung ${context.formats.percent(p.performance, 0)}: Die Idealzeit oder eine Meldung stimmt nicht.`,
      what: 'Fragliche Idealzeit',
      amount: `${context.formats.percent(p.performance, 0)} Leistung`,
    }),
    coverage: (p, context): FindingText => {
      const f = context.formats;
      return {
        headline: `Meldungen decken ${f.percent(p.reportedRatio, 0)} der geplanten Maschinenzeit, ${standing(p.reportedRatio, p)} ${percentRange(p.usualP10, p.usualP90, 0, context)}`,
        detail: `Für ${f.duration(p.silentPlannedMs)} geplanter Zeit wurde nichts gemeldet.`,
        what: 'Geplante Zeit ohne Meldung',
        amount: f.duration(p.silentPlannedMs),
      };
    },
    'as-usual': (p, { formats: f, weekday }): FindingText => ({
      headline:
        p.outside !== ''
          ? `${f.integer(p.comparedCount - kpiIdsOf(p.outside).length)} von ${f.integer(p.comparedCount)} Kennzahlen lagen im üblichen Bereich`
          : p.comparedCount === 1
            ? 'Die Kennzahl lag im üblichen Bereich'
            : `Alle ${f.integer(p.comparedCount)} Kennzahlen lagen im üblichen Bereich`,
      detail: [
        ...(p.outside === '' ? [] : [`Außerhalb: ${namesOf(p.outside)}.`]),
        `Verglichen mit früheren Tagen${weekday === undefined ? '' : ` (${onWeekday(weekday)})`}.`,
      ].join(' '),
      what: 'Wie üblich',
      amount: '',
    }),
  },
  kpis: {
    finished: 'Fertig',
    completed: 'Bearbeitet',
    scrap: 'Ausschuss',
    hold: 'Gesperrt',
    availability: 'Verfügbarkeit',
    effectiveness: 'Leistung',
    qualityRatio: 'Qualität',
    oeeIndex: 'OEE',
    setupRatio: 'Rüstanteil',
    downRatio: 'Störanteil',
    reportedRatio: 'Gemeldet',
    runMs: 'Laufzeit',
    setupMs: 'Rüsten',
    downMs: 'Störungen',
    silentPlannedMs: 'Geplante Zeit ohne Meldung',
  },
  lossSteps: {
    planned: 'Geplante Maschinenzeit',
    extra: 'Zusätzliche Arbeit',
    silent: 'Zeit ohne Meldung',
    wait: 'Warten',
    plannedDown: 'Geplante Gründe',
    down: 'Störungen',
    otherDown: 'Andere Stillstände',
    setup: 'Rüsten',
    run: 'Laufzeit',
    minorStops: 'Kurzstillstände',
    unrated: 'Ohne bekannte Idealzeit',
    speed: 'Langsamer als ideal',
    quality: 'Ausschuss und Sperrung',
    startup: 'Ausschuss beim Rüsten',
    good: 'Gute Maschinenzeit',
  },
  unknown: {
    'no-planned-time': 'nichts geplant',
    'no-time-base': 'keine Zeitbasis',
    'no-run-time': 'nichts lief',
    'no-pieces': 'keine Stücke',
    'no-ideal-time': 'keine Idealzeit bekannt',
    'no-failures': 'kein Ausfall',
    'too-little-history': 'zu wenig Vorgeschichte',
    'no-facts': 'nichts gemeldet',
    'not-in-the-data': 'nicht in den Daten',
  },
  roles: {
    director: 'Leitung',
    production: 'Produktion',
    quality: 'Qualität',
    maintenance: 'Instandhaltung',
    'shift-lead': 'Schichtleitung',
  },
  ...deNotes,
  money: deMoney,
  pages: dePages,
  labels: {
    plant: 'Werk',
    titleDaily: (plant) => `${plant}: Tagesbericht`,
    titleWindow: (plant, { kind }) => `${plant}: ${kind === 'shift' ? 'Schichtbericht' : 'Bericht'}`,
    shiftOf: (date, shift) => `${date}, Schicht ${shift}`,
    lengthIn: (length, zone) => `${length}, ${zone}`,
    span: (from, to) => `${from} bis ${to}`,
    windowOf: (from, to, zone) => `${from} bis ${to}, ${zone}`,
    lengthOfDay: (duration) => `Die Uhr wurde umgestellt: Dieser Produktionstag hat ${duration}.`,
    badge: (percent, gaps) =>
      `Meldungen decken ${percent} der geplanten Zeit${gaps === 0 ? '' : `, ${plural(gaps, 'Lücke', 'Lücken', String(gaps))}`}`,
    badgeUnknown: 'Nichts war geplant',
    badgeLink: 'worauf das beruht',
    summary: 'Zusammenfassung',
    summaryEmpty: 'Es gibt nichts zu berichten.',
    figures: (window) => `Zahlen ${deWindow(window).genitive}`,
    usual: 'üblich',
    usualRange: (range) => `üblich ${range}`,
    usualBasis: (count, weekday) =>
      weekday === undefined
        ? plural(count, 'früherer Tag', 'frühere Tage', String(count))
        : `${onWeekday(weekday)}, ${plural(count, 'Tag', 'Tage', String(count))}`,
    upTo: (high) => `bis ${high}`,
    tooLittleHistory: (count) => `zu wenig Vorgeschichte (${plural(count, 'Tag', 'Tage', String(count))})`,
    standing: { above: 'über üblich', below: 'unter üblich', within: 'wie üblich', unknown: '' },
    target: 'Ziel',
    pieces: () => 'Stück',
    last28: 'die letzten 28 Produktionstage',
    losses: 'Von geplanter zu guter Maschinenzeit',
    lossesScope: 'Maschinenzeit aller Maschinen, Anteil an der geplanten Zeit',
    lossesCalendar: (calendar, notScheduled, planned) =>
      `von ${calendar} Kalenderzeit waren ${notScheduled} nicht geplant${planned === undefined ? '' : `, ${planned} geplanter Stillstand`}`,
    lossesBracket: 'Klammer: üblicher Bereich des Wochentags',
    lossUnusual: (label, difference, more) => `${label}: ${difference} ${more ? 'mehr' : 'weniger'} als üblich`,
    lossesDiffer: (loss) => `Nicht alle Verluste waren üblich. ${loss}.`,
    lossesEmpty: 'Keine Maschinenzeit war geplant oder genutzt.',
    lossColumns: {
      step: 'Schritt',
      value: 'Maschinenzeit',
      share: 'Anteil an geplanter Zeit',
      usual: 'üblicher Bereich',
    },
    decisions: 'Was entschieden werden muss',
    decisionsNone: 'Nichts wurde gefunden, das eine Entscheidung braucht.',
    decisionColumns: { what: 'Was', where: 'Wo', amount: 'Wie viel', since: 'Seit', who: 'Wer' },
    lessThan: (percent) => `<${percent}`,
    rowsMore: (count) => `${count} weitere in den Daten (XLSX, CSV, JSON).`,
    headingOf: (title, role) => `${title} für die ${de.roles[role]}`,
    noStops: 'Kein Stillstand wurde gemeldet',
    figureWas: (figure, value, standing) =>
      `${figure}: ${value}${standing === 'within' ? ', wie üblich' : standing === 'above' ? ', über dem Üblichen' : standing === 'below' ? ', unter dem Üblichen' : ''}`,
    usualIs: (range) => `Üblich sind ${range}.`,
    timeline: (window) => `${capital(deWindow(window).nominative)} an jeder Maschine`,
    timelineMost: (name, lost) => `${name} verlor am meisten: ${lost}`,
    timelineScope: 'Gemeldeter Zustand, geordnet nach verlorener Zeit (Rüsten, Störung, geplante Zeit ohne Meldung)',
    timelineMore: (shown, all) => `Die ${shown} von ${all} Maschinen, die am meisten verloren`,
    timelineEmpty: 'Nichts war geplant oder gemeldet.',
    timelineColumns: { resource: 'Maschine', lost: 'Verloren', unusual: 'auffällig' },
    states: {
      run: 'läuft',
      setup: 'Rüsten',
      down: 'Störung',
      wait: 'wartet',
      silent: 'geplant, nichts gemeldet',
      plannedStop: 'geplanter Stillstand',
      unplanned: 'nicht geplant',
    },
    trend: 'Die letzten 13 Wochen',
    trendScope:
      'Sieben Produktionstage je Punkt, der letzte endet mit diesem Tag; Striche: Grenzen; schraffiert: unbekannt',
    trendBand: 'Band: 10–90 % der Wochen davor',
    trendUsual: 'davor',
    trendEmpty: 'Es gibt keine frühere Woche zu zeigen.',
    insteadOf: (now, before) => `${now} statt ${before}`,
    trendOpenHours: (change, open, before, exceptions) =>
      `offen ${open} statt ${before}${exceptions.length === 0 ? '' : ` (${exceptions.join(', ')})`}: je offener Stunde ${
        change === undefined
          ? 'kein klarer Unterschied'
          : `${change.percent} ${change.isMore ? 'mehr' : 'weniger'} fertig`
      }, gegen die 7 Tage davor`,
    trendChange: (figure, since, change) => `${figure} seit der Woche ab ${since}: ${change}`,
    trendChangeScope: 'gestrichelt: neuer Stand nach Pettitts Test bei 5 %; ohne Ursache',
    trendChangesMore: (changes) =>
      `auch geändert: ${changes.map(({ figure, since }) => `${figure} ab ${since}`).join(', ')}`,
    trendReportsChange: (since, change) =>
      `Meldungen decken ab ${since} ${change} der geplanten Zeit; schon das kann Kennzahlen ändern`,
    overDaysOnly: 'Das steht nur im Bericht eines Produktionstages.',
    windowRule: ({ kind }) =>
      ({
        day: '',
        shift: 'Eine Schicht wird mit derselben Schicht des Wochentags verglichen. ',
        span: 'Ein Zeitraum wird mit nichts verglichen. ',
      })[kind] + (kind === 'day' ? '' : 'Was über Wochen berechnet wird, steht im Bericht eines Produktionstages.'),
    trendColumns: {
      period: 'Woche bis',
      value: 'Wert',
      low: 'Unten',
      high: 'Oben',
      unknown: 'unbekannt',
      change: 'Änderung',
    },
    trust: 'Worauf dieser Bericht beruht',
    trustCoverage: (percent, silent) =>
      `Meldungen decken ${percent} der geplanten Maschinenzeit; für ${silent} davon wurde nichts gemeldet.`,
    trustFacts: (accepted, refused, corrected) =>
      `Meldungen in diesem Zeitraum: ${accepted} angenommen, ${refused} abgelehnt, ${corrected} später berichtigt.`,
    trustSignals: (count) =>
      `Zustände und Stückzahlen aus Sensoren: ${count}. Niemand hat sie gemeldet; sie sind nicht unter den Meldungen.`,
    trustSource: (id, kind, facts) => `${id} (${kind})${facts === undefined ? '' : `: ${facts} Meldungen`}`,
    trustGaps: 'Lücken',
    trustNoGaps: 'Keine Quelle schwieg, als sie hätte melden sollen.',
    trustGap: ({ where, from, to, cause, lost, recovered }) =>
      [
        `${where}, ${to === undefined ? `seit ${from}, andauernd` : `${from} bis ${to}`}: ${cause}`,
        ...(lost === undefined ? [] : [`${lost} Messwerte verloren`]),
        ...(recovered ? ['inzwischen nachgeliefert'] : []),
      ].join('; '),
    trustAdjusted: 'Angepasst',
    trustNoAdjusted: 'Jede Zeit wurde gelesen, wie sie geschrieben war.',
    trustAdjustedRow: (code, count) => `${count} ${code}`,
    trustUnmapped: (codes) => `Codes, die die Werksdatei nicht nennt: ${codes}.`,
    plannedStops: 'Geplante Stillstände',
    noPlannedStops: 'Keine.',
    plannedStop: (name, where, from, to) => `${name}, ${where}, ${from} bis ${to}`,
    rules: 'Regeln',
    sources: 'Quellen',
    madeBy: 'Erstellt mit',
    software: (version) => `gemba ${version}`,
    fingerprints: (data, config) => `Daten ${data}, Werksdatei ${config}`,
    tableBehind: 'Als Tabelle zeigen',
    andMore: (count) => `und ${count} weitere`,
    pageOf: ' von ',
    mailIntro: 'Der ganze Bericht ist angehängt.',
    mailAttached: 'Ganzer Bericht',
    subject: (plant, date, headline) => `${plant}, ${date}: ${headline}`,
  },
};
