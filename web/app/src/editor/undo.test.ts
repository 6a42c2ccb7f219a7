import { expect, it } from 'vitest';
import { Undo } from './undo';

it('goes back and forth', () => {
  const undo = new Undo('a');
  undo.change('b', '', 0);
  undo.change('c', '', 1);
  expect([undo.undo(), undo.undo(), undo.undo()]).toEqual(['b', 'a', 'a']);
  expect(undo.canUndo).toBe(false);
  expect([undo.redo(), undo.redo(), undo.redo()]).toEqual(['b', 'c', 'c']);
});

it('makes one step of what is typed in one field without a pause', () => {
  const undo = new Undo('');
  undo.change('1', 'from', 0);
  undo.change('13', 'from', 500);
  undo.change('130', 'from', 1000);
  undo.change('130', 'to', 1100);
  undo.change('16', 'to', 9000);
  expect([undo.undo(), undo.undo(), undo.undo()]).toEqual(['130', '130', '']);
});

it('forgets what was undone once something else is done', () => {
  const undo = new Undo('a');
  undo.change('b', '', 0);
  undo.undo();
  undo.change('c', '', 1);
  expect(undo.canRedo).toBe(false);
  expect(undo.undo()).toBe('a');
});
