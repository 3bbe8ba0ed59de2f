import { useEffect } from 'react';
import { type Enterprise, useScope } from './scope.ts';

const rememberedAs = 'qiyun.enterprise_id';

/** The enterprise that a page is about which shows one only: the chosen one, else the last one, else the first. */
export function useOneEnterprise(): Enterprise | undefined {
  const { enterprises, enterpriseId } = useScope();
  const withId = (id: string | null | undefined) =>
    enterprises.find((candidate) => candidate.enterprise_id === id);
  const one = withId(enterpriseId) ?? withId(localStorage.getItem(rememberedAs)) ?? enterprises[0];
  const chosenId = one?.enterprise_id;
  useEffect(() => {
    if (chosenId) localStorage.setItem(rememberedAs, chosenId);
  }, [chosenId]);
  return one;
}
