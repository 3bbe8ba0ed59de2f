interface Field {
  readonly en: string;
  readonly zh: string;
  /** For parameters and bodies to try, and for answers to be understood by. */
  readonly example?: unknown;
}

/**
 * What a field means wherever it stands: the API has one word for one thing. A schema that says something else of its
 * field, by `description` or `examples`, is believed. Names that mean different things in different places are not here.
 */
export const fieldGuide: Readonly<Record<string, Field>> = {
  // who is asked for
  product_key: { en: 'the product', zh: '产品标识码', example: 'a578d9a2178bd077314da30e6422a561' },
  product_secret: {
    en: 'secret of the product',
    zh: '产品密钥',
    example: '84471d6a7d0c4b8f9a4c1c0b6e2f5d38',
  },
  enterprise_id: { en: 'the enterprise', zh: '企业 ID', example: '9400b5c1f7e84d6aa2d3c8e9f0a1b2c3' },
  enterprise_secret: {
    en: 'secret of the enterprise',
    zh: '企业密钥',
    example: 'faf1e2d3c4b5a697887766554433221f',
  },
  did: { en: 'the device', zh: '设备 did', example: 'kPK5bS1LzUfTj21crvLvxK' },
  dids: {
    en: 'devices: an array of dids, or their text with commas between them; at most 1000',
    zh: '设备 did 列表：数组，或以逗号分隔的字符串，最多 1000 个',
    example: ['kPK5bS1LzUfTj21crvLvxK'],
  },
  mac: { en: 'mac of the device, in any case', zh: '设备 mac 地址，不区分大小写', example: '020000000001' },
  macs: { en: 'macs of devices, at most 1000', zh: 'mac 地址列表，最多 1000 个', example: ['020000000001'] },
  device_sn: { en: 'serial number of the device', zh: '设备序列号', example: 'SN20260001' },
  gid: {
    en: 'device group; searches and reports take it with all groups below it',
    zh: '设备组 id；查询和报表包含其所有下级分组',
    example: 'c8e4b5634b047dc495be4a05a39d02a3',
  },
  parent_gid: {
    en: 'the group above; none for the root',
    zh: '上级分组 id，根分组不填',
    example: 'c8e4b5634b047dc495be4a05a39d02a3',
  },
  uid: { en: 'the user', zh: '用户 id', example: '2ac8d7e6f5a4b3c2d1e0f9a8b7c6d5e4' },
  appid: { en: 'the app', zh: '应用 id', example: '7c1f0e9d8b7a69584736251403f2e1d0' },
  username: { en: 'name of the user', zh: '用户名', example: 'zhang' },
  phone: { en: 'phone number of the user', zh: '手机号码', example: '13800000000' },
  email: { en: 'email address of the user', zh: '邮箱', example: 'zhang@example.com' },
  gender: { en: 'gender of the user', zh: '性别' },
  birthday: { en: 'birthday of the user', zh: '生日日期' },
  address: { en: 'postal address of the user', zh: '地址' },
  remark: { en: 'what was noted of the user', zh: '备注' },
  is_anonymous: { en: 'the user is known by nothing but a phone', zh: '是否为匿名用户' },
  auth_src: { en: 'account elsewhere that the user came with', zh: '用户第三方信息' },
  is_owner: { en: 'the user owns the device', zh: '是否拥有设备的 owner 权限' },
  // tokens
  token: {
    en: 'for the header Authorization: token …',
    zh: '放入请求头 Authorization: token …',
    example: '89d753a234ef42cd90f75da7489e78a4',
  },
  expired_at: {
    en: 'when the token ends, seconds since the epoch',
    zh: 'token 过期时间，秒',
    example: 1_796_000_000,
  },
  expire_at: { en: 'the same as expired_at', zh: '同 expired_at', example: 1_796_000_000 },
  // pages
  limit: { en: 'objects on a page', zh: '返回的条数' },
  skip: { en: 'objects before the page', zh: '跳过的条数' },
  next: { en: 'address of the next page, or null', zh: '下一页的请求地址，没有则为 null' },
  previous: { en: 'address of the page before, or null', zh: '上一页的请求地址，没有则为 null' },
  // time
  start_ts: {
    en: 'from this second since the epoch on; 2 days before end_ts when left out',
    zh: '开始时间戳（秒），默认为 end_ts 前两天',
    example: 1_795_208_870,
  },
  end_ts: {
    en: 'up to this second since the epoch, at most 2 days after start_ts; now when left out',
    zh: '结束时间戳（秒），与 start_ts 间隔最多两天，默认为现在',
    example: 1_795_381_670,
  },
  sort: { en: 'desc: the newest first; asc: the oldest first', zh: 'desc 降序，asc 升序' },
  timestamp: {
    en: 'seconds since the epoch, with milliseconds as a fraction',
    zh: '时间戳（秒），小数部分为毫秒',
    example: 1_795_381_670.674,
  },
  ts: { en: 'seconds since the epoch', zh: '时间戳（秒）', example: 1_795_381_667 },
  created_at: { en: 'when it was created', zh: '创建时间' },
  updated_at: { en: 'when it was last changed', zh: '更新时间' },
  cycle: {
    en: 'what is counted together: a date (default), week or month',
    zh: '统计周期：date（默认）、week、month',
  },
  start: {
    en: 'first of the period: 2026-11-01, week 2026-45 or month 2026-11',
    zh: '起始周期：日期 2026-11-01、周 2026-45 或月 2026-11',
    example: '2026-11-01',
  },
  end: { en: 'last of the period, included', zh: '结束周期（包含）', example: '2026-11-07' },
  start_date: { en: 'first day', zh: '开始日期', example: '2026-11-01' },
  end_date: { en: 'last day, included', zh: '结束日期（包含）', example: '2026-11-07' },
  // state of a device
  is_online: {
    en: 'has a session: 1 or true; has none: 0 or false',
    zh: '是否在线：在线为 1 或 true，不在线为 0 或 false',
  },
  is_faulty: { en: 'a fault is present: 1, none: 0', zh: '是否故障：故障为 1，无故障为 0' },
  is_alert: { en: 'an alert is present: 1, none: 0', zh: '是否报警：报警为 1，无报警为 0' },
  is_disabled: { en: 'the device was disabled', zh: '设备是否注销' },
  show_disabled: { en: '1: disabled devices, too', zh: '显示注销为 1，过滤注销为 0' },
  online_latest: { en: 'when it last came online, seconds since the epoch', zh: '设备最近上线时间，秒' },
  liveness_start: {
    en: 'last active at this second since the epoch or after',
    zh: '最近活跃时间戳（秒）',
    example: 1_795_300_000,
  },
  country: { en: 'country, in English', zh: '国家（英文）', example: 'China' },
  region: { en: 'region or province, in English', zh: '省（英文）', example: 'Guangdong' },
  city: { en: 'city, in English', zh: '城市（英文）', example: 'Guangzhou' },
  longitude: { en: 'degrees east', zh: '经度' },
  latitude: { en: 'degrees north', zh: '纬度' },
  // commands
  attrs: {
    en: 'data points by name',
    zh: '数据点方式',
    example: { target_temperature: 23.5, grow_light: 80 },
  },
  raw: { en: 'the command as bytes', zh: '原始指令', example: [1, 2, 3] },
  binary_coding: { en: 'how binary values are written as text', zh: '二进制数据的编码方式', example: 'hex' },
  action: {
    en: 'assign: into the group; unassign: out of it',
    zh: 'assign 加入分组，unassign 移出分组',
    example: 'assign',
  },
  reassign: { en: 'takes devices out of another group', zh: '是否移动其他分组中的设备', example: false },
  success: { en: 'those for which it was done', zh: '成功列表' },
  failed: { en: 'those for which it could not be done', zh: '失败列表' },
  // a search
  type: { en: 'which kind', zh: '类型' },
  val: { en: 'what is searched for', zh: '查询条件值', example: '020000000001' },
  // refusals
  error_code: { en: 'code of the error', zh: '系统错误编码' },
  error_message: { en: 'what it means', zh: '错误信息描述' },
  detail: { en: 'which field and why', zh: '哪个字段，为什么' },
};
