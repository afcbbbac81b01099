"""The catalogue: every kind of row, its fields and the header words of the DMS exports seen so far.

One line a field: ``name | type | weight | words that mean it | words that mean it where nothing better is
there``. An exclamation mark behind the type says the column is required.
"""

from __future__ import annotations

from collections.abc import Mapping

from liuke.sheets.fields.field import Field, Kind, Type

_VOCABULARY = {
    "status": {
        "work_orders": "order_status",
        "appointments": "appointment_status",
        "complaints": "complaint_status",
    },
    "kinds": {"work_orders": "visit_kind", "order_lines": "visit_kind"},
    "line_type": {"order_lines": "line_type"},
    "payer": {"order_lines": "payer"},
}

_CAR = """
vin        | vin{need} | 3 | 车架号 vin vin码 vin号 vin号码 车辆vin 车辆vin码 vin_no vin_number vin_code vinno 底盘号 车辆识别代号 车辆识别码 车辆识别代码 车辆识别号 车辆识别代号vin 车身号 车身号码 大架号 车架号码 车架 底盘号码 chassis chassis_no chassisno chassis_number vehicle_identification_number frame_no |
plate      | plate | 1 | 车牌号 车牌 车牌号码 牌照号 牌照 牌号 车号 号牌 号牌号码 车辆牌照 plate plate_no plate_number license_plate license_plate_no license_plate_number licence_plate regn_no registration registration_no |
phone      | phone | 1 | 手机号 手机 手机号码 车主手机 车主手机号 车主电话 客户手机 客户手机号 客户电话 联系电话 联系方式 电话 电话号码 移动电话 联系手机 会员手机 联络电话 mobile mobile_phone cell_phone contact_number contact_no mobile_no phone phone_no phone_number telephone tel cell | 联系人电话 联系人手机
"""
_OWNER = """
owner_name | text | 1 | 车主 车主姓名 车主名称 客户姓名 客户名称 客户 姓名 顾客姓名 顾客 会员姓名 购车人 购车客户 owner owner_name customer customer_name client | 联系人 name 名称
district   | text | 1 | 区域 片区 所属片区 客户区域 行政区 区县 城区 居住区域 居住区 所在区 所在区域 客户片区 地区 客户地区 车主区域 住址区域 district area area_/_locality locality |
"""
_MODEL = """
brand      | text | 1 | 品牌 车辆品牌 汽车品牌 brand make |
series     | text | 1.5 | 车系 车型系列 车系名称 系列 series model_series vehicle_series |
model      | text | 1 | 车型 车型名称 车款 车型配置 配置 型号 款型 车辆型号 车辆款型 model model_name variant trim |
energy     | text | 1 | 能源类型 燃料类型 动力类型 动力形式 能源 燃料 燃料种类 动力 燃油类型 energy energy_type fuel fuel_type powertrain |
"""
_STORE = """
store      | text | 1 | 门店 门店名称 店名 店面 经销商 经销商名称 网点 网点名称 服务站 服务站名称 维修站 所属门店 所属店 分店 4s店 店别 服务门店 维修门店 机构 机构名称 store store_name 店铺 门市 shop dealership dealer dealer_name branch workshop outlet plant_name1 | 公司 公司名称 单位 经销商代码 门店编码 门店代码 网点代码 服务站代码 plant location store_code dealer_code
region     | text | .5 | 大区 所属大区 销售大区 大区名称 片区经理区域 region |
"""

_SALES = (
    _CAR.format(need="!")
    + _OWNER
    + _MODEL
    + _STORE.replace("门店 门店名称", "门店 销售门店 销售店 门店名称 购车门店 交付中心")
    + """
delivery_day | day! | 3 | 交车日期 交付日期 提车日期 交车时间 交付时间 提车时间 实际交车日期 实际交付日期 车辆交付日期 交车日 交付日 交车 客户提车日期 date_of_delivery delivery_date delivered delivery delivered_at delivered_on handover handover_date | 购车日期 购车时间 购买日期 销售日期 售车日期 销售时间 开票日期 发票日期 零售日期 出库日期 成交日期 sale_date sales_date sold_date sold purchase_date retail_date
sold_day   | day | 1 | 订单日期 签约日期 合同日期 下定日期 订车日期 order_date contract_date | 销售日期 售车日期 销售时间 开票日期 发票日期 零售日期 购车日期 成交日期 sale_date sales_date sold_date invoice_date
seller     | text | 2 | 销售顾问 销售员 销售人员 销售代表 产品专家 交付专员 sales_consultant sales_advisor sales_adviser sales_rep salesperson sales_person seller | 顾问 业务员
price_fen  | yuan | 2 | 成交价 车价 成交价格 裸车价 销售价格 销售价 售价 购车价格 购车价 车辆价格 开票价格 开票金额 成交金额 price sale_price selling_price transaction_price vehicle_price car_price | 指导价 厂家指导价 msrp 价格
gender     | text | .5 | 性别 客户性别 gender sex |
birthday   | day | .5 | 生日 出生日期 出生年月日 birthday date_of_birth dob |
channel    | text | 1 | 客户来源 来源渠道 来源 渠道 信息来源 购车渠道 channel source lead_source |
"""
)

_ORDERS = (
    _CAR.format(need="!")
    + _OWNER
    + _MODEL
    + _STORE
    + """
order_no   | code! | 3 | 工单号 工单编号 维修工单号 维修工单编号 工单号码 委托书号 维修委托书号 委托单号 施工单号 派工单号 维修单号 维修单编号 结算单号 服务单号 作业单号 业务单号 接车单号 ro号 ro ro_no ro_number 工单 repair_order repair_order_no work_order work_order_no work_order_number order_no order_number job_card_no jobcard_no job_no wo_no | 单号 单据号 单据编号 订单号 编号 invoice_no bill_no
arrived_at | moment | 2.5 | 进厂日期 进厂时间 到店日期 到店时间 来厂日期 来厂时间 入厂日期 入厂时间 进店日期 进店时间 进站日期 进站时间 接车日期 接车时间 来店日期 来店时间 到厂日期 到厂时间 接待日期 接待时间 送修日期 送修时间 送厂日期 送厂时间 入站日期 入站时间 入店日期 入店时间 arrival arrived arrived_at arrival_time arrival_date check_in check_in_time checked_in date_in time_in in_date |
opened_at  | moment | 2.5 | 开单日期 开单时间 工单日期 工单时间 工单开单时间 工单开单日期 制单日期 制单时间 委托日期 委托时间 建单时间 建单日期 受理日期 受理时间 工单创建时间 派工日期 opened opened_at open_date open_time order_date jobcard_date jobcard_time job_card_date ro_date created_at | 维修日期 维修时间 服务日期 服务时间 创建时间 创建日期 登记日期 登记时间 业务日期 日期 date service_date visit_date
started_at | moment | 2 | 开工时间 开工日期 开始维修时间 维修开始时间 施工开始时间 开始施工时间 上工位时间 实际开工时间 作业开始时间 开始作业时间 开始时间 started started_at start_time work_start work_started | 派工时间
finished_at | moment | 2 | 完工时间 完工日期 竣工时间 竣工日期 维修完成时间 维修结束时间 施工完成时间 施工结束时间 完成时间 完成日期 实际完工时间 作业结束时间 finished finished_at finish_time completed completed_at completion_date completion_time work_end end_time | 结束时间 终检时间
settled_at | moment | 2 | 结算日期 结算时间 结账日期 结账时间 收款日期 收款时间 收银时间 结清日期 结清时间 settled settled_at settlement_date settlement_time settle_date invoice_date invoice_time paid_at closed_date closed_at | 关单日期 关单时间 关闭时间 付款日期
left_at    | moment | 1 | 出厂日期 出厂时间 离店时间 取车时间 取车日期 离厂时间 离厂日期 出站时间 交车时间 交车日期 提车时间 left left_at gate_out out_date time_out pickup_time gate_pass_time |
status     | words | 1.5 | 工单状态 维修状态 单据状态 结算状态 状态 order_status status ro_status |
kinds      | words | 2.5 | 维修类型 维修类别 业务类型 工单类型 工单类别 服务类型 服务类别 维修性质 修理类别 修理类型 作业类型 业务类别 进厂类型 来厂类型 进厂目的 业务分类 维修分类 工单分类 服务分类 修理分类 作业分类 作业类别 维修种类 业务种类 业务性质 服务性质 工单性质 作业性质 修理性质 进厂类别 进厂分类 来厂类别 来厂目的 到店目的 来店目的 进店目的 委托书类型 order_type service_type repair_type job_type ro_type service_category repair_category job_category | 类型 类别 分类 业务 到店类型 来店类型 进店类型 入厂类型 接车类型 保养类型 项目类别 项目类型 项目分类 项目性质 type category
items      | text | 1.5 | 维修项目 维修内容 作业内容 服务项目 施工项目 维修项目名称 作业项目 保养项目 服务内容 items service_items work_done | 项目 内容
symptom    | text | 1.5 | 故障描述 故障现象 故障 客户描述 客户陈述 报修内容 报修描述 症状 客户诉求 故障说明 symptom symptoms fault fault_description concern |
system     | text | 1 | 故障系统 故障部位 故障总成 所属系统 系统 部位 总成 system fault_system component |
odometer_km | km | 2 | 里程 里程数 行驶里程 进厂里程 公里数 当前里程 里程表读数 行驶里程数 行驶公里 进厂公里数 进店里程 到店里程 表显里程 公里 mileage odometer odometer_reading odometer_km km kms kms_reading mileage_km |
adviser    | text | 2 | 服务顾问 sa sa姓名 接待员 接车员 服务专员 业务接待 接待人 接待顾问 接待 服务顾问姓名 维修接待 service_advisor service_adviser advisor adviser sa_name |
technician | text | 2 | 技师 维修技师 主修技师 主修人 主修 维修工 施工人 维修人员 主修工 技师姓名 责任技师 施工技师 technician mechanic tech | 班组 维修班组
bay        | text | 1 | 工位 工位号 工位编号 维修工位 举升机 bay bay_no |
booked     | yes_no | 1 | 是否预约 预约标识 是否预约客户 是否预约进厂 预约单号 预约编号 预约号 是否预约到店 booked booking_no appointment_no by_appointment appointment | 预约
labour_fen | yuan | 2 | 工时费 工时金额 工时费用 工费 人工费 工时收入 工时费合计 工时合计 维修工时费 实收工时费 实收工时 labour labor labour_total labor_total labour_amount labor_amount |
parts_fen  | yuan | 2 | 材料费 配件费 零件费 备件费 材料金额 配件金额 零件金额 备件金额 材料费用 配件费用 材料收入 材料费合计 配件费合计 材料合计 实收材料费 实收材料 实收配件费 实收配件 parts parts_total parts_amount materials |
other_fen  | yuan | .5 | 其他费 其他费用 其它费用 其它费 附加费 杂费 管理费 misc misc_total osl_total other other_amount sundries |
discount_fen | yuan | 1 | 优惠 优惠金额 折扣 折扣金额 优惠合计 减免 减免金额 抵扣 抵扣金额 让利 让利金额 优惠额 discount discount_amount |
total_fen  | yuan | 2 | 结算金额 实收金额 实收 结算总额 结算总金额 结算额 实结金额 实付金额 实收总额 实收合计 实收总计 实收总金额 实收金额合计 实收款 实收费用 实付款 实付 实付合计 实付总额 实结 实结合计 实结总额 实际收款 实际结算金额 实际收费 结算合计 结算金额合计 结算总计 结算费用 结算款 已收金额 已收款 已收合计 收款金额 收款合计 费用合计 总费用 总金额 合计金额 价税合计 消费金额 维修金额 维修总额 total total_amount grand_total invoice_amount amount_paid amount settled_amount settlement_amount paid_amount total_value revenue net_amount | 金额 合计 总价 总计 产值 收费合计 应收金额 应收 应收合计 应收总额 应收总计 应收款 应付金额 应付合计
tax_fen    | yuan | .5 | 税额 税金 增值税 税费 tax vat tax_amount |
insurer_fen | yuan | .5 | 保险金额 保险赔付 保险赔付金额 保险支付 保险承担 保险公司支付 保险付费 保险公司承担 保险结算金额 保险理赔 保险理赔金额 理赔金额 保险费用 保险付款 保险公司付款 保险小计 保险合计 insurer insurance_amount insurer_amount | 保险 理赔
warranty_fen | yuan | .5 | 索赔金额 三包金额 厂家承担 厂家结算 厂家支付 保修金额 质保金额 索赔 厂家索赔金额 保内金额 索赔费用 索赔付款 索赔小计 索赔合计 厂家金额 厂家费用 厂家付款 厂家小计 厂家合计 三包费用 三包小计 三包合计 保修小计 质保小计 warranty warranty_amount | 三包 厂家 保修 质保
internal_fen | yuan | .5 | 内部金额 内部结算 内部结算金额 内部费用 内部付款 内部承担 内部付费 内部小计 内部合计 内结金额 内结费用 内结小计 内结合计 内结 内转金额 本店承担 店内承担 internal internal_amount | 内部
owner_paid_fen | yuan | .5 | 客户自付 客户自费 自费金额 自付金额 客户承担 客户付费 客户实付 车主支付 车主自付 客户支付 客户付款 自费 自付 客户付款金额 客户自付金额 客户自费金额 客户实付金额 客户实收 客户费用 客户金额 客户结算 客户付款小计 客户付款合计 客户自付小计 客户自付合计 客户小计 客户合计 自费小计 自费合计 自付小计 自付合计 customer_paid owner_paid customer_amount |
parts_cost_fen | yuan | .5 | 材料成本 配件成本 备件成本 零件成本 parts_cost material_cost cost_of_parts |
labour_cost_fen | yuan | .5 | 工时成本 人工成本 labour_cost labor_cost cost_of_labour |
"""
)

_LINES = """
order_no   | code! | 2 | 工单号 工单编号 维修工单号 维修工单编号 委托书号 维修委托书号 委托单号 施工单号 派工单号 维修单号 结算单号 服务单号 作业单号 业务单号 ro号 ro ro_no 工单 repair_order work_order order_no order_number dbm_order job_card_no jobcard_no job_no wo_no | 单号 单据号 单据编号 订单号
line_no    | code | 2 | 行号 项次 行项目 行项目号 明细行号 明细号 line_no line line_number order_item item_no |
item_code  | code | 2 | 项目代码 项目编码 项目编号 配件编码 配件编号 配件代码 零件号 零件编号 备件号 备件编码 工时代码 材料编码 物料编码 item_code part_no part_number material labor_value_number operation_code |
item       | text | 3 | 项目名称 配件名称 零件名称 材料名称 备件名称 维修项目 维修项目名称 服务项目 作业项目 项目 项目/配件名称 项目配件名称 工时名称 物料名称 项目内容 明细名称 item item_name service_item description part_name operation | 名称 品名 内容
kinds      | words | 1 | 维修类型 维修类别 业务类型 服务类型 项目分类 项目性质 工单类型 工单类别 工单分类 业务类别 业务分类 维修分类 维修性质 服务类别 服务分类 作业类型 作业类别 作业分类 修理类型 修理类别 service_type repair_type service_category repair_category | 分类
line_type  | words | 1.5 | 费用类型 项目类型 项目类别 明细类型 行类型 费用类别 line_type item_category | 类别 类型
quantity   | number | 2 | 数量 工时数 用量 工时数量 工时/数量 数量/工时 quantity qty order_quantity hours | 工时
unit_fen   | yuan | 1 | 单价 工时单价 销售单价 unit_price price |
amount_fen | yuan | 1.5 | 金额 小计 行金额 总价 实收金额 结算金额 销售金额 折后金额 实收 实付金额 amount line_amount net_value net_amount line_total | 应收金额 应收
discount_fen | yuan | .5 | 优惠 优惠金额 折扣 折扣金额 discount |
cost_fen   | yuan | 1 | 成本 成本金额 成本价 成本合计 cost cost_amount |
payer      | words | 1.5 | 付费方式 付费类型 付费方 费用性质 账类 结算类型 付款方 收费类别 收费类型 收费区分 付款类型 付款类别 付费类别 付款性质 付费性质 承担方 费用承担方 费用承担 支付方 账务类别 结算对象 payer pay_type paid_by | 付款方式 支付方式 结算方式 付款人
technician | text | 1 | 技师 维修技师 主修技师 主修人 施工人 维修工 维修人员 technician mechanic |
vin        | vin | .5 | 车架号 vin vin码 vin号 底盘号 车辆识别代号 车辆识别码 chassis_no |
store      | text | 1 | 门店 门店名称 店名 经销商 经销商名称 网点 服务站 维修站 所属门店 机构 store dealer branch workshop | 公司 单位 plant 门店编码 经销商代码
"""

_APPOINTMENTS = (
    _CAR.format(need="")
    + """
booked_at  | moment! | 4 | 预约时间 预约日期 预约到店时间 预约到店日期 预约进厂时间 预约进厂日期 预约到达时间 预约服务时间 预约到厂时间 booked booked_at booked_time booking_time scheduled_time appointment_time appointment_date appointment booked_for |
booking_no | code | 2 | 预约单号 预约编号 预约号 预约单编号 booking_no appointment_no booking_id appointment_id | 单号 编号
arrived_at | moment | 1.5 | 实际到店时间 到店时间 实际进厂时间 进厂时间 实际到店日期 到店日期 实际到厂时间 实际到厂日期 到厂时间 到厂日期 arrived arrived_at arrival_time |
started_at | moment | 1.5 | 开始服务时间 实际开始时间 开工时间 服务开始时间 实际开工时间 开始维修时间 开始时间 started started_at start_time service_start work_start |
status     | words | 2 | 预约状态 状态 履约状态 到店状态 是否到店 预约结果 status appointment_status booking_status |
order_no   | code | 1 | 工单号 工单编号 维修工单号 委托书号 关联工单 关联工单号 order_no work_order ro_no |
service    | text | 1 | 预约项目 预约类型 预约服务 服务项目 预约内容 预约业务 service service_type |
channel    | text | 1.5 | 预约渠道 预约方式 预约来源 渠道 channel booking_channel |
owner_name | text | .5 | 车主 车主姓名 客户姓名 客户名称 客户 顾客 顾客姓名 姓名 customer customer_name owner |
adviser    | text | .5 | 服务顾问 sa 接待员 advisor adviser service_advisor |
"""
    + _STORE
)

_SURVEYS = (
    _CAR.format(need="")
    + """
satisfaction | score_5 | 4 | 满意度 满意度评分 总体满意度 整体满意度 满意度得分 服务评分 客户满意度 评分 满意度评价 评价星级 星级 satisfaction satisfaction_score csat rating score | 得分 评价 打分
nps        | score_10 | 4 | 推荐度 nps nps评分 nps得分 推荐意愿 推荐值 净推荐值 推荐分 推荐意愿评分 推荐度评分 nps_score recommend likelihood_to_recommend |
answered_at | moment | 2 | 回访日期 回访时间 调查日期 调查时间 评价时间 评价日期 答卷时间 答卷日期 提交时间 填写时间 问卷时间 反馈日期 反馈时间 answered_at answered survey_date answer_date response_date submitted_at | 日期 时间 date
survey_no  | code | 2 | 问卷编号 问卷号 回访单号 回访编号 调查编号 答卷编号 答卷id survey_no survey_id response_id | 编号
order_no   | code | 1 | 工单号 工单编号 维修工单号 委托书号 关联工单 关联工单号 order_no work_order ro_no |
adviser    | text | .5 | 服务顾问 sa 接待员 接待顾问 advisor adviser service_advisor |
comment    | text | 1 | 客户意见 评价内容 意见 意见建议 意见反馈 反馈内容 建议 客户反馈 留言 comment comments feedback | 备注
owner_name | text | .5 | 车主 车主姓名 客户姓名 客户名称 客户 顾客 顾客姓名 姓名 customer customer_name owner |
"""
    + _STORE
)

_COMPLAINTS = (
    _CAR.format(need="")
    + """
received_at | moment! | 4 | 投诉日期 投诉时间 受理日期 受理时间 接诉时间 接诉日期 投诉受理时间 投诉登记时间 received_at received received_date date_received complaint_date complaint_time filed_date | 登记时间 登记日期 创建时间 日期 date
complaint_no | code | 3 | 投诉单号 投诉编号 投诉工单号 投诉号 complaint_no complaint_id case_no | 单号 编号
order_no   | code | 1 | 工单号 工单编号 维修工单号 委托书号 关联工单 关联工单号 order_no work_order ro_no |
due_at     | moment | 1 | 处理期限 解决期限 截止时间 截止日期 要求完成时间 要求解决时间 期限 承诺时间 承诺解决时间 due_at due_date deadline |
solved_at  | moment | 2 | 解决日期 解决时间 结案日期 结案时间 处理完成时间 处理完成日期 办结时间 办结日期 关闭时间 关闭日期 完成时间 solved_at solved resolved resolved_at resolved_date closed_at |
status     | words | 2 | 处理状态 投诉状态 是否解决 处理结果 状态 结案状态 解决状态 status |
symptom    | text | 2 | 投诉类型 投诉类别 问题分类 问题类型 问题类别 故障类型 投诉分类 投诉原因 category complaint_type symptom |
content    | text | 2 | 投诉内容 问题描述 投诉描述 内容 投诉详情 描述 content description complaint |
owner_name | text | .5 | 投诉人 车主 车主姓名 客户姓名 客户名称 客户 顾客 顾客姓名 姓名 customer customer_name owner |
"""
    + _STORE
)


def _fields(kind: str, rows: str) -> tuple[Field, ...]:
    fields = []
    for line in rows.strip().splitlines():
        if not line.strip():
            continue
        name, type_, weight, synonyms, weak = (part.strip() for part in line.split("|"))
        fields.append(
            Field(
                name=name,
                type=Type(type_.rstrip("!")),
                synonyms=tuple(synonyms.split()),
                weak=tuple(weak.split()),
                required=type_.endswith("!"),
                weight=float(weight),
                words=_VOCABULARY.get(name, {}).get(kind),
            )
        )
    return tuple(fields)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "vehicle_sales",
            _fields("vehicle_sales", _SALES),
            ("销售", "交车", "新车", "售车", "交付", "sales"),
        ),
        Kind(
            "work_orders",
            _fields("work_orders", _ORDERS),
            ("工单", "维修", "进厂", "结算", "委托书", "台次", "orders", "repair"),
            one_of=(("arrived_at", "opened_at", "settled_at"),),
        ),
        Kind(
            "order_lines",
            _fields("order_lines", _LINES),
            ("项目明细", "配件明细", "明细", "工单项目", "工单明细", "lines", "items"),
            one_of=(("item", "item_code"),),
        ),
        Kind("appointments", _fields("appointments", _APPOINTMENTS), ("预约", "appointment", "booking")),
        Kind(
            "surveys",
            _fields("surveys", _SURVEYS),
            ("满意度", "回访", "问卷", "调查", "评价", "nps", "survey"),
            one_of=(("satisfaction", "nps"),),
        ),
        Kind("complaints", _fields("complaints", _COMPLAINTS), ("投诉", "客诉", "complaint")),
    )
}
"""Every kind of row by name."""
