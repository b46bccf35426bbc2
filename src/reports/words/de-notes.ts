/** German notes on how figures are worked out, and on values read otherwise than written. */
import type { Words } from './words.ts';

export const deNotes: Pick<Words, 'ruleNotes' | 'adjustments' | 'gapCauses'> = {
  ruleNotes: [
    'Maschinenzeit ist geplante Zeit (Schichten ohne geplante Stillstände) und Arbeit außerhalb davon.',
    'OEE ist Verfügbarkeit × Leistung × Qualität; die Grenzen zählen geplante Zeit ohne Meldung als Leerlauf (unten) oder lassen sie weg (oben).',
    'Die Idealzeit je Stück ist die beste gezeigte: das 10-%-Quantil früherer Meldungen eines Teils an einem Arbeitsgang, mindestens fünf.',
    'Üblich sind der Median und das Band von 10 bis 90 % desselben Wochentags über bis zu 13 Wochen; unter sechs solchen Tagen wird nicht verglichen.',
    'Verlorene Zeit ist Rüsten, Störung und geplante Zeit ohne Meldung.',
    'Fertig zählt Stücke am letzten Arbeitsgang; die obere Grenze nimmt Aufträge dazu, die an einem anderen enden.',
  ],
  adjustments: {
    'local-time-skipped': 'Ortszeiten, die es nicht gibt (Uhr vorgestellt), um die Umstellung verschoben',
    'local-time-repeated': 'Ortszeiten, die es zweimal gibt (Uhr zurückgestellt), als die frühere gelesen',
    'code-unmapped': 'Codes, die die Werksdatei nicht nennt',
  },
  gapCauses: {
    silence: 'keine Messwerte, obwohl welche fällig waren',
    disconnected: 'keine Verbindung zur Quelle',
    stopped: 'gemba lief nicht',
    sequence: 'Nummern der Quelle fehlen',
    'buffer-full': 'Puffer voll, älteste Messwerte verworfen',
    'buffer-damaged': 'Puffer war nicht mehr lesbar',
  },
};
