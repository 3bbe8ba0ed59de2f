import { useTranslation } from 'react-i18next';
import { DetailList } from '../../page/detail-list.tsx';
import { Panel } from '../../page/panel.tsx';
import type { Installation } from './installation-queries.ts';

/** What the installation is set to; settings are changed where it is started. */
export function SettingsPanel({ installation }: { readonly installation: Installation }) {
  const { t } = useTranslation('installation');
  const { ports, public_host, report_time_zone, senders, version } = installation;
  const onOff = (isOn: boolean) => t(isOn ? 'settings.on' : 'settings.off');
  return (
    <Panel title={t('settings.title')}>
      <DetailList
        isPaired
        details={[
          { label: t('settings.version'), value: version },
          { label: t('settings.host'), value: public_host ?? t('settings.hostAsAsked') },
          { label: t('settings.http'), value: ports.http },
          { label: t('settings.mqtt'), value: ports.mqtt },
          { label: t('settings.deviceHttp'), value: ports.device_http ?? t('settings.sameAsHttp') },
          { label: t('settings.timeZone'), value: report_time_zone },
          { label: t('settings.mail'), value: onOff(senders.mail) },
          { label: t('settings.sms'), value: onOff(senders.sms) },
          { label: t('settings.accounts'), value: onOff(senders.accounts) },
          ...(senders.codes_in_log
            ? [{ label: t('settings.codesInLog'), value: t('settings.codesInLogHint') }]
            : []),
        ]}
      />
    </Panel>
  );
}
