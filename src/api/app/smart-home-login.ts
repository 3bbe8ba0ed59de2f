import { Type } from 'typebox';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import type { HttpApp } from '../http-face.ts';
import { declareAccess } from '../openapi/access.ts';
import { appAccess } from './app-access.ts';
import { loginName, password } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { logIn } from './log-in.ts';
import { smartHomeErrorForm } from './smart-home-error-form.ts';
import { userSession } from './user-session.ts';

const schema = {
  operationId: 'post_app_smart_home_login_pwd',
  tags: ['应用用户'],
  summary: '新版应用登录',
  description:
    'The login of newer apps, which wraps body and answer; with the token they call the rest of /app. Other paths below /app/smart_home are not served.',
  descriptionZh:
    '新版应用的登录接口，请求与应答带外层包装；所得 token 用于 /app 其余接口。/app/smart_home 下的其他路径不提供。',
  body: Type.Object({
    data: Type.Object(
      {
        account: Type.String({
          ...loginName,
          description: 'username, email address or phone number',
          'x-description-zh': '用户名、邮箱或手机号',
        }),
        password,
      },
      { examples: [{ account: 'keeper', password: 'chang-e-2026' }] },
    ),
  }),
  response: {
    200: Type.Object({
      error: Type.Boolean({ description: 'false', 'x-description-zh': '总为 false' }),
      code: Type.String({ description: 'always 200', 'x-description-zh': '总为 200' }),
      message: Type.String({ description: 'empty', 'x-description-zh': '总为空' }),
      data: Type.Object({ uid: userSession.properties.uid, userToken: userSession.properties.token }),
    }),
  },
  refusals: ['9005', '9020', '9041'],
} as const satisfies DocumentedSchema;

/** The login of the vendor's newer hosts (app-open-api.md §5.1). */
export function registerSmartHomeLogin(face: HttpApp, services: AppServices): void {
  face.register(async (smartHome) => {
    declareAccess(smartHome, { ...appAccess, errorForm: smartHomeErrorForm });
    smartHome.post('/app/smart_home/login/pwd', smartHomeLogin(services));
  });
}

const smartHomeLogin = (services: AppServices) =>
  endpoint(schema, async ({ body: { data } }, request) => {
    const { uid, token } = await logIn(services, request, {
      username: data.account,
      password: data.password,
    });
    return { error: false, code: '200', message: '', data: { uid, userToken: token } };
  });
