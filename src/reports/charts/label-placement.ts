/** Where labels go so that none touches another. */

/** A label along one direction: where it wants its middle, and how much room it takes, px. */
export interface WantedLabel {
  readonly middle: number;
  readonly size: number;
}

/**
 * Moves labels along one direction until none overlaps, as little as may be, within `[from, to]`; the order stays.
 * Groups of touching labels sit at the mean of where they want to be (pooling of adjacent violators), which is the
 * least-squares answer. Where the room is too small for all, they overlap evenly.
 *
 * @returns the middle of each label, in the order given
 */
export function spreadLabels(labels: readonly WantedLabel[], from: number, to: number): number[] {
  const order = labels
    .map((label, index) => ({ ...label, index }))
    .sort((a, b) => a.middle - b.middle || a.index - b.index);
  const needed = labels.reduce((sum, label) => sum + label.size, 0);
  const squeeze = needed > to - from && needed > 0 ? (to - from) / needed : 1;
  const groups: { members: typeof order; size: number; start: number }[] = [];
  for (const label of order) {
    let group = place([label]);
    for (let last = groups.at(-1); last !== undefined && last.start + last.size > group.start; last = groups.at(-1)) {
      groups.pop();
      group = place([...last.members, ...group.members]);
    }
    groups.push(group);
  }
  const middles = new Array<number>(labels.length).fill(from);
  for (const { members, start } of groups) {
    let at = start;
    for (const member of members) {
      middles[member.index] = at + (member.size * squeeze) / 2;
      at += member.size * squeeze;
    }
  }
  return middles;

  /** A group's best start: the mean of what its members want, kept inside. */
  function place(members: typeof order): { members: typeof order; size: number; start: number } {
    let [offset, sum] = [0, 0];
    for (const member of members) {
      sum += member.middle - (offset + (member.size * squeeze) / 2);
      offset += member.size * squeeze;
    }
    return { members, size: offset, start: Math.max(from, Math.min(to - offset, sum / members.length)) };
  }
}

/**
 * The smallest step (1, 2, 3, 4, 6, 8, 12, 24 …) so that every step-th label stays clear of the next by `gap` px.
 *
 * @param middles of all labels, growing
 * @param sizes px, one per label
 */
export function labelStep(middles: readonly number[], sizes: readonly number[], gap: number): number {
  const steps = [1, 2, 3, 4, 6, 8, 12];
  for (let step = 24; step < middles.length * 2; step *= 2) steps.push(step);
  const isClear = (step: number): boolean => {
    for (let index = step; index < middles.length; index += step) {
      const distance = (middles[index] ?? 0) - (middles[index - step] ?? 0);
      if (distance < ((sizes[index] ?? 0) + (sizes[index - step] ?? 0)) / 2 + gap) return false;
    }
    return true;
  };
  return steps.find(isClear) ?? Math.max(1, middles.length);
}

/** `middle` moved as little as may be so that a label of `size` stays within `[from, to]`. */
export function keepInside(middle: number, size: number, from: number, to: number): number {
  return Math.max(from + size / 2, Math.min(to - size / 2, middle));
}

export interface LabelBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A label that wants to stand beside a mark: the middle of the mark, its radius, and the label's size, px. */
export interface BesideLabel {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where labels stand beside their marks: above, below, right or left, at the first place that touches nothing and lies
 * within `room`; in the order given, so that the most important come first. `undefined` where there is no such place.
 *
 * @param obstacles what no label may cover, such as the marks themselves
 */
export function placeBeside(
  labels: readonly BesideLabel[],
  obstacles: readonly LabelBox[],
  room: LabelBox,
): (LabelBox | undefined)[] {
  const taken = [...obstacles];
  return labels.map(({ x, y, radius, width, height }) => {
    const [middle, gap] = [keepInside(x, width, room.left, room.right), radius + 2];
    const corners: readonly (readonly [number, number])[] = [
      [middle - width / 2, y - gap - height],
      [middle - width / 2, y + gap],
      [x + gap, y - height / 2],
      [x - gap - width, y - height / 2],
      [x + gap / 2, y - gap - height],
      [x - gap / 2 - width, y - gap - height],
    ];
    const place = corners
      .map(([left, top]): LabelBox => ({ left, right: left + width, top, bottom: top + height }))
      .find((box) => isInside(box, room) && !taken.some((other) => doTouch(box, other)));
    if (place !== undefined) taken.push(place);
    return place;
  });
}

function isInside(box: LabelBox, room: LabelBox): boolean {
  return box.left >= room.left && box.right <= room.right && box.top >= room.top && box.bottom <= room.bottom;
}

function doTouch(a: LabelBox, b: LabelBox): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
