import { describe, expect, it } from 'vitest';
import { type Badge, badgeId, badgeSize, type Counts, cells, readBadgeId, TALLY_RADIUS } from './badge';

const plain: Badge = {
  counts: [3, 1, 0, 2, 1],
  hollow: false,
  active: false,
  hovered: false,
  selected: false,
  theme: 'light',
};

describe('the name of a badge', () => {
  it('is its counts in the fixed order', () => {
    expect(badgeId(plain)).toBe('p-3-1-0-2-1@light');
  });

  it('reads back as the same badge', () => {
    const all: Badge[] = [
      plain,
      { ...plain, hollow: true, active: true, theme: 'dark' },
      { ...plain, counts: [0, 0, 0, 0, 112], hovered: true },
      { ...plain, counts: [1, 0, 0, 0, 0], selected: true },
    ];
    for (const badge of all) expect(readBadgeId(badgeId(badge))).toEqual(badge);
  });

  it('is told from other names', () => {
    for (const id of ['hatch-force@light', 'p-1-2@light', 'p-1-2-3-4-x@light', 'p-1-2-3-4-5@sepia', '']) {
      expect(readBadgeId(id)).toBeNull();
    }
  });
});

describe('the layout of a tally', () => {
  const columnsOf = (counts: Counts) => new Set(cells(counts).cells.map((cell) => cell.x)).size;
  const rowsOf = (counts: Counts) => new Set(cells(counts).cells.map((cell) => cell.y)).size;

  it('leaves out groups that have none', () => {
    expect(cells([3, 0, 0, 2, 0]).cells.map((cell) => [cell.category, cell.count])).toEqual([
      ['closures', 3],
      ['dialogue', 2],
    ]);
  });

  it('takes one row up to three groups and two from four on', () => {
    expect([rowsOf([2, 0, 0, 0, 0]), columnsOf([2, 0, 0, 0, 0])]).toEqual([1, 1]);
    expect([rowsOf([2, 1, 1, 0, 0]), columnsOf([2, 1, 1, 0, 0])]).toEqual([1, 3]);
    expect([rowsOf([3, 1, 0, 2, 1]), columnsOf([3, 1, 0, 2, 1])]).toEqual([2, 2]);
    expect([rowsOf([3, 1, 3, 7, 4]), columnsOf([3, 1, 3, 7, 4])]).toEqual([2, 3]);
  });

  it('has room for every count, however long', () => {
    for (const counts of [
      [1, 1, 0, 0, 0],
      [12, 5, 137, 1, 22],
      [0, 0, 0, 0, 1000],
    ] as Counts[]) {
      const { cells: placed, size } = cells(counts);
      for (const cell of placed) {
        expect(cell.textX + 6.16 * String(cell.count).length).toBeLessThanOrEqual(size.width - 7.9);
        expect(cell.y + TALLY_RADIUS).toBeLessThan(size.height);
      }
      expect(Number.isInteger(size.width) && Number.isInteger(size.height)).toBe(true);
    }
  });

  it('is a bare symbol for one incident', () => {
    expect(badgeSize({ counts: [0, 1, 0, 0, 0], selected: false })).toEqual({ width: 18, height: 18 });
  });
});
