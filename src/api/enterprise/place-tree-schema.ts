import { Type } from 'typebox';
import type { PlaceTree } from '../../reports/place-tree.ts';

/** Countries by their English names, inside each its regions, inside these their cities (contract.md §5). */
export const placeTreeSchema = Type.Unsafe<PlaceTree>({
  type: 'object',
  additionalProperties: true,
  description:
    'country → region → city by their English names, each with what was counted there; what is nowhere is left out',
  'x-description-zh': '国家 → 省 → 城市（英文名），每级包含其统计值；位置未知的不计入',
});
