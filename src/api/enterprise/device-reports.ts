import type { HttpApp } from '../http-face.ts';
import { alarmReportDevices } from './alarm-report-devices.ts';
import { alarmReportEvents } from './alarm-report-events.ts';
import { devicesLocations } from './devices-locations.ts';
import { devicesOfDays } from './devices-of-days.ts';
import { devicesReportActivation } from './devices-report-activation.ts';
import { devicesReportLivenessHistory } from './devices-report-liveness-history.ts';
import { devicesReportRt } from './devices-report-rt.ts';
import { devicesSummary } from './devices-summary.ts';
import type { EnterpriseServices } from './enterprise-services.ts';

/**
 * The document's chapter 设备报表. What it prints under one address and names after another is at both, the name's own
 * address first (contract.md §5).
 */
export function registerDeviceReports(app: HttpApp, services: EnterpriseServices): void {
  app.get('/devices/report/activation', devicesReportActivation(services));
  app.get('/devices/locations', devicesLocations(services));
  app.get('/summary', devicesSummary(services));
  app.get('/devices/summary', devicesSummary(services));
  app.get('/incr_devices', devicesOfDays('new', services));
  app.get('/active_devices', devicesOfDays('active', services));
  app.get('/devices/report/liveness/history', devicesReportLivenessHistory(services));
  app.get('/devices/report/rt', devicesReportRt(services));
  app.get('/devices/report/devices/report/rt', devicesReportRt(services));
  app.get('/fault/report/devices', alarmReportDevices('fault', services));
  app.get('/alert/report/devices', alarmReportDevices('alert', services));
  app.get('/fault/report/events', alarmReportEvents('fault', services));
  app.get('/fault/alert/events', alarmReportEvents('alert', services));
  app.get('/alert/report/events', alarmReportEvents('alert', services));
}
