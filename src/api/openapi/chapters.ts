interface Chapter {
  /** The document's title of it, which its links carry. */
  readonly name: string;
  readonly zh: string;
  readonly en: string;
}

/** The chapters of the document in its order. */
export const chapters: readonly Chapter[] = [
  { name: '授权', zh: '获取 token，关联企业与产品', en: 'Authorization: tokens and associations' },
  { name: '用户管理', zh: '搜索注册用户与绑定用户', en: 'Users: who is registered, who is bound' },
  { name: '产品管理', zh: '获取产品数据点', en: 'Products: their data points' },
  {
    name: '设备管理',
    zh: '查找与控制设备，上下线记录、通信日志与历史数据',
    en: 'Devices: find, control, logs',
  },
  { name: '设备分组', zh: '设备分组的树', en: 'Device groups' },
  { name: '用户报表', zh: '用户新增、活跃、分布与总数', en: 'Reports on users' },
  { name: '设备报表', zh: '设备激活、活跃、分布、故障与报警', en: 'Reports on devices' },
  { name: '绑定管理', zh: '绑定与解绑设备', en: 'Bindings of users and devices' },
  { name: '应用接口', zh: '错误码与服务状态', en: 'The app API: its errors and its version' },
  { name: '应用用户', zh: '应用用户的注册与登录', en: 'Users of apps: registration and login' },
  { name: '消息中心', zh: '应用用户的消息：查询、标记已读与删除', en: 'Messages to users of apps' },
  { name: '应用绑定', zh: '应用用户绑定、管理与解绑设备', en: 'Bindings of users of apps' },
  { name: '应用设备', zh: '应用用户查看与控制设备', en: 'Devices of users of apps: data and control' },
  { name: '设备分享', zh: '分享设备与转移 owner', en: 'Sharing of devices, and who owns them' },
];
