#include "config.h"

#include "sandbox/messages.h"

#include <assert.h>
#include <stddef.h>
#include <strings.h>

static const char *const texts[MESSAGE_COUNT][LANGUAGE_COUNT] = {
    [MESSAGE_NONE] = {"", "", "", ""},
    [MESSAGE_SENT] = {"发送成功。", "Sent.", "發送成功。", "送信しました。"},
    [MESSAGE_NOT_LOGGED_IN] = {"尚未登录，请先登录。", "You are not signed in.",
                               "尚未登入，請先登入。", "ログインしていません。"},
    [MESSAGE_WRONG_CREDENTIALS] = {"账号或密码错误。", "Wrong account or password.",
                                   "帳號或密碼錯誤。",
                                   "アカウントまたはパスワードが正しくありません。"},
    [MESSAGE_LOCKED] = {"账号已被锁定。", "This account is locked.", "帳號已被鎖定。",
                        "アカウントはロックされています。"},
    [MESSAGE_SECOND_FACTOR] = {"需要进行多因素认证。", "A second factor is needed.",
                               "需要進行多因素認證。", "多要素認証が必要です。"},
    [MESSAGE_APP_NOT_FOUND] = {"应用不存在。", "The application does not exist.", "應用不存在。",
                               "アプリケーションが見つかりません。"},
    [MESSAGE_CLIENT_AUTH] = {"客户端认证失败。", "Client authentication failed.",
                             "用戶端認證失敗。", "クライアント認証に失敗しました。"},
    [MESSAGE_BAD_REQUEST] = {"请求格式错误。", "The request is malformed.", "請求格式錯誤。",
                             "リクエストの形式が正しくありません。"},
    [MESSAGE_BAD_FIELD] = {"参数 %s 缺失或无效。", "The parameter %s is missing or not valid.",
                           "參數 %s 缺失或無效。", "パラメータ %s がないか、無効です。"},
    [MESSAGE_HEADERS_DIFFER] = {"x-authing- 与 x-genauth- 请求头的值不一致。",
                                "The x-authing- and x-genauth- headers have different values.",
                                "x-authing- 與 x-genauth- 請求標頭的值不一致。",
                                "x-authing- と x-genauth- ヘッダーの値が異なります。"},
    [MESSAGE_CODE_WRONG] = {"验证码错误。", "The code is wrong.", "驗證碼錯誤。",
                            "認証コードが正しくありません。"},
    [MESSAGE_CODE_EXPIRED] = {"验证码已失效，请重新获取。",
                              "The code is no longer valid. Ask for a new one.",
                              "驗證碼已失效，請重新取得。",
                              "認証コードは無効です。新しいコードを取得してください。"},
    [MESSAGE_TOO_SOON] = {"发送过于频繁，请稍后再试。",
                          "A code was sent a moment ago. Wait before you ask for another.",
                          "發送過於頻繁，請稍後再試。", "送信の間隔が短すぎます。"},
    [MESSAGE_NOT_OWN_CONTACT] = {"该邮箱或手机号不属于当前账号。",
                                 "This e-mail or phone does not belong to the account.",
                                 "該電子郵件或手機號碼不屬於目前帳號。",
                                 "このメールまたは電話番号はアカウントのものではありません。"},
    [MESSAGE_PASSWORD_NOT_ALLOWED] = {"账号已绑定邮箱或手机号，请使用验证码。",
                                      "The account has an e-mail or a phone: use a code.",
                                      "帳號已綁定電子郵件或手機號碼，請使用驗證碼。",
                                      "メールまたは電話番号があるため、認証コードが必要です。"},
    [MESSAGE_PASSWORD_WRONG] = {"密码错误。", "The password is wrong.", "密碼錯誤。",
                                "パスワードが正しくありません。"},
    [MESSAGE_TOKEN_BAD] = {"deleteAccountToken 无效或已过期。",
                           "The deleteAccountToken is not valid or has expired.",
                           "deleteAccountToken 無效或已過期。",
                           "deleteAccountToken が無効か、期限切れです。"},
    [MESSAGE_DECRYPT_FAILED] = {"密码解密失败。", "The password could not be decrypted.",
                                "密碼解密失敗。", "パスワードを復号できませんでした。"},
    [MESSAGE_UNSUPPORTED] = {"不支持该操作。", "This is not supported.", "不支援該操作。",
                             "この操作はサポートされていません。"},
    [MESSAGE_NOT_FOUND] = {"接口不存在。", "There is no such operation.", "介面不存在。",
                           "この操作は存在しません。"},
    [MESSAGE_TOO_LARGE] = {"请求内容过大。", "The request is too large.", "請求內容過大。",
                           "リクエストが大きすぎます。"},
    [MESSAGE_TOO_MANY] = {"请求过于频繁。", "Too many requests.", "請求過於頻繁。",
                          "リクエストが多すぎます。"},
    [MESSAGE_SERVER_ERROR] = {"服务器错误。", "The server failed.", "伺服器錯誤。",
                              "サーバーエラーです。"},
    [MESSAGE_FAULT] = {"场景文件设置的故障。", "This failure was asked for by the scenario file.",
                       "情境檔案設定的故障。", "シナリオファイルが指定した障害です。"},
    [MESSAGE_MAIL_SUBJECT_DELETE] = {"注销账号验证码", "Your code to delete your account",
                                     "刪除帳號驗證碼", "アカウント削除の認証コード"},
    [MESSAGE_MAIL_SUBJECT_LOGIN] = {"登录验证码", "Your sign-in code", "登入驗證碼",
                                    "ログインの認証コード"},
    [MESSAGE_MAIL_SUBJECT_OTHER] = {"验证码", "Your code", "驗證碼", "認証コード"},
    [MESSAGE_MAIL_DELETE] = {"您正在注销账号，验证码为：",
                             "With this code you delete your account:",
                             "您正在刪除帳號，驗證碼為：",
                             "アカウントを削除するための認証コードです："},
    [MESSAGE_MAIL_LOGIN] = {"您正在登录，验证码为：", "With this code you sign in:",
                            "您正在登入，驗證碼為：", "ログインするための認証コードです："},
    [MESSAGE_MAIL_OTHER] = {"您的验证码为：", "This is your code:", "您的驗證碼為：",
                            "認証コードです："},
    [MESSAGE_MAIL_MINUTES] = {"%lld 分钟内有效，仅可使用一次。",
                              "It is valid for %lld min and works once.",
                              "%lld 分鐘內有效，僅可使用一次。",
                              "%lld 分間有効で、一度だけ使えます。"},
    [MESSAGE_MAIL_SECONDS] = {"%lld 秒内有效，仅可使用一次。",
                              "It is valid for %lld s and works once.",
                              "%lld 秒內有效，僅可使用一次。",
                              "%lld 秒間有効で、一度だけ使えます。"},
    [MESSAGE_MAIL_IGNORE] = {"如果不是您本人操作，请忽略本消息。",
                             "If you did not ask for it, ignore this message.",
                             "如果不是您本人操作，請忽略本訊息。",
                             "お心当たりがない場合は、このメッセージを無視してください。"},
};

const char *messages_text(enum message message, enum language language)
{
    const char *text = texts[message][language];
    assert(text);
    return text;
}

enum language messages_language(const char *value)
{
    static const char *const names[] = {"zh-CN", "en-US", "zh-TW", "ja-JP"};
    for (int i = 0; value && i < LANGUAGE_COUNT; i++) {
        if (strcasecmp(value, names[i]) == 0)
            return (enum language)i;
    }
    return LANGUAGE_ZH_CN;
}
