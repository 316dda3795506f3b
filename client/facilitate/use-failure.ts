import { ApiError } from '../api/request.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { useToast } from '../ui/toast.tsx';

/** Shows a failed request as a toast: the server's own sentence if it gave one. */
export function useFailure(): (error: unknown) => void {
  const t = useTranslations('common');
  const toast = useToast();
  return (error) => toast({ text: error instanceof ApiError && error.message !== '' ? error.message : t('offline') });
}
