interface ErrorEntry {
  readonly status: number;
  readonly en: string;
  readonly zh: string;
}

/**
 * Every error the wire can carry: HTTP status and both public texts. Statuses follow the document's table
 * (enterprise-api.md, 错误信息表); English wording is the later edition's where the document is Chinese
 * (contract.md §4). Codes from 9001 on are those of the app API (app-open-api.md §5.3), known from its public clients.
 */
export const errorTable = {
  '5001': { status: 400, en: 'body json invalid', zh: 'json字串格式错误' },
  '5002': { status: 400, en: 'form invalid', zh: '输入数据不对' },
  '5003': { status: 404, en: 'enterprise id not exist', zh: '企业ID不存在' },
  '5004': { status: 400, en: 'enterprise secret error', zh: '企业密钥错误' },
  '5005': { status: 400, en: 'product secret error', zh: '产品密钥错误' },
  '5006': { status: 400, en: 'product exist devicegroups', zh: '产品下存在设备分组' },
  '5007': { status: 404, en: 'association not exist', zh: '企业与产品未关联' },
  '5008': { status: 400, en: 'association existed', zh: '企业与产品已关联' },
  '5009': { status: 400, en: 'token invalid', zh: 'token无效' },
  '5010': { status: 400, en: 'token not match product_key', zh: 'token未匹配' },
  '5011': { status: 400, en: 'token has expired', zh: 'token过期' },
  '5012': { status: 400, en: 'ip not in white list', zh: '发起关联请求的主机ip无访问权限' },
  '5013': { status: 403, en: 'API call rate limit execeed quota', zh: '接口使用过于频繁' },
  '5014': { status: 400, en: 'Report has not been generated!', zh: '报表尚未生成' },
  '5015': { status: 404, en: 'Product key not exist!', zh: 'Product Key不存在' },
  '5016': { status: 404, en: 'Appid not exist!', zh: 'Appid不存在' },
  '5017': { status: 404, en: 'Uid not exist!', zh: 'Uid不存在' },
  '5018': { status: 403, en: 'product operation not allowed', zh: '不允许操作该产品' },
  '5024': { status: 403, en: 'api deny to visit!', zh: '无权访问该接口' },
  '5201': { status: 403, en: 'device group not belong to this product', zh: '设备分组不属于该产品' },
  '5202': { status: 404, en: 'parent group not exist', zh: '父分组不存在' },
  '5203': { status: 400, en: 'already has one root group', zh: '已存在根分组' },
  '5204': { status: 400, en: 'group has subgroup', zh: '分组下存在子分组' },
  '5205': { status: 400, en: 'group has device item', zh: '分组下存在设备' },
  '5206': { status: 404, en: 'group not exist', zh: '分组不存在' },
  '5301': { status: 404, en: 'device not exist', zh: '设备不存在' },
  '5302': { status: 403, en: 'device not belong to this product', zh: '产品与设备未绑定' },
  '5303': { status: 400, en: 'device not bound', zh: '设备未绑定用户' },
  '5304': { status: 400, en: 'device is disabled', zh: '设备未激活' },
  '5305': { status: 400, en: 'device offline!', zh: '设备处于下线状态' },
  '5401': { status: 400, en: 'attr invalid!', zh: '数据点错误' },
  '5402': { status: 400, en: 'datapoint data not found!', zh: '数据点未定义' },
  '5403': { status: 400, en: 'send command failed!', zh: '控制命令发送失败' },
  '5404': { status: 400, en: 'remote control not allowed!', zh: '远程控制操作需要后台开启' },
  '5409': { status: 500, en: 'call innerapi failed!', zh: '内部错误' },
  '9002': { status: 400, en: 'product_key invalid!', zh: 'product_key无效' },
  '9003': { status: 400, en: 'appid invalid!', zh: 'appid无效' },
  '9004': { status: 400, en: 'token invalid!', zh: 'token无效' },
  '9005': { status: 400, en: 'user not exist!', zh: '用户不存在' },
  '9008': { status: 500, en: 'server error!', zh: '服务器错误' },
  '9009': { status: 400, en: 'code expired!', zh: '验证码已过期' },
  '9010': { status: 400, en: 'code invalid!', zh: '验证码无效' },
  '9014': { status: 404, en: 'device not found!', zh: '设备不存在' },
  '9015': { status: 400, en: 'form invalid!', zh: '表单无效' },
  '9016': { status: 400, en: 'did or passcode invalid!', zh: 'did或passcode无效' },
  '9017': { status: 401, en: 'device not bound!', zh: '设备未绑定' },
  '9018': { status: 400, en: 'phone unavailable!', zh: '手机号已被使用' },
  '9019': { status: 400, en: 'username unavailable!', zh: '用户名已被使用' },
  '9020': { status: 400, en: 'username or password error!', zh: '用户名或密码错误' },
  '9021': { status: 400, en: 'send command failed!', zh: '控制命令发送失败' },
  '9022': { status: 400, en: 'email unavailable!', zh: '邮箱已被使用' },
  '9023': { status: 400, en: 'device is disabled!', zh: '设备已注销' },
  '9025': { status: 400, en: 'attr invalid!', zh: '数据点无效' },
  '9026': { status: 400, en: 'user invalid!', zh: '用户无效' },
  '9029': { status: 400, en: 'datapoint data not found!', zh: '数据点未定义' },
  '9037': { status: 502, en: 'send sms failed!', zh: '验证码发送失败' },
  '9038': {
    status: 400,
    en: 'X-Gizwits-Application-Auth invalid!',
    zh: 'X-Gizwits-Application-Auth无效',
  },
  '9040': { status: 400, en: 'bad qrcode content!', zh: '二维码内容无效' },
  '9041': { status: 429, en: 'request was throttled!', zh: '请求过于频繁' },
  '9042': { status: 400, en: 'device offline!', zh: '设备不在线' },
  '9043': { status: 400, en: 'X-Gizwits-Timestamp invalid!', zh: 'X-Gizwits-Timestamp无效' },
  '9044': { status: 400, en: 'X-Gizwits-Signature invalid!', zh: 'X-Gizwits-Signature无效' },
  '9080': { status: 400, en: 'can not share device to self!', zh: '不能分享给自己' },
  '9081': {
    status: 400,
    en: 'guest or normal user can not share device!',
    zh: 'guest或普通用户不能分享设备',
  },
  '9082': { status: 400, en: 'guest user not found!', zh: 'guest用户不存在' },
  '9083': { status: 400, en: 'guest user alread bound!', zh: 'guest用户已绑定' },
  '9084': { status: 400, en: 'sharing record not found!', zh: '分享记录不存在' },
  '9085': { status: 400, en: 'message record not found!', zh: '消息不存在' },
  '9087': {
    status: 400,
    en: 'sharing alread created,waiting for the guest to accept!',
    zh: '分享已创建，等待guest接受',
  },
  '9088': { status: 400, en: 'sharing record expired!', zh: '分享已过期' },
  '9089': { status: 400, en: 'sharing record status is not unaccept!', zh: '分享已被处理' },
  '9090': { status: 400, en: 'owner binding disabled!', zh: 'owner已解绑' },
  '9092': { status: 400, en: 'owner exist, guest can not bind!', zh: '设备已有owner，不能绑定' },
  '9093': { status: 400, en: 'permission denied, you are not owner!', zh: '没有权限，您不是owner' },
  '9094': { status: 400, en: 'sharing already canceled!', zh: '分享已取消' },
  '9095': { status: 400, en: 'can not unbind self!', zh: '不能解绑自己' },
  '9096': { status: 400, en: 'permission denied, you are not guest!', zh: '没有权限，您不是guest' },
  '9098': { status: 400, en: 'message already deleted!', zh: '消息已删除' },
  '9100': {
    status: 400,
    en: 'permission denied, you are not owner or guest!',
    zh: '没有权限，您不是owner或guest',
  },
  '9101': { status: 400, en: 'permission denied, you are not the receiver!', zh: '没有权限，您不是接收者' },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

export interface ErrorOptions {
  /** Which field and why, for the caller. Public: never put anything internal here. */
  readonly detail?: string;
  /** What really happened, for the log. Never leaves the process. */
  readonly cause?: unknown;
  /** Overrides the table's HTTP status where the contract asks for another one. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
}

/** The one error class: a stable code with its public text, and a private cause. */
export class QiyunError extends Error {
  override readonly name = 'QiyunError';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    const detail = options.detail ?? '';
    super(`${code} ${errorTable[code].en}${detail && `: ${detail}`}`, { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.status = options.status ?? errorTable[code].status;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Shorthand for the commonest refusal: an input field that is missing, of a wrong type or out of range. */
export function invalidField(field: string, reason: string): QiyunError {
  return new QiyunError('5002', { detail: `${field}: ${reason}` });
}
