/* The vendor's own client, unchanged, against genauth-sandbox. Run by tests/sdk/run. */
'use strict';
const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { AuthenticationClient } = require('authing-node-sdk');

const { SANDBOX_URL, SANDBOX_APP_ID, SANDBOX_MAIL, SANDBOX_METHOD, SANDBOX_SECRET } = process.env;
const method = { none: 'none', post: 'client_secret_post', basic: 'client_secret_basic' }[SANDBOX_METHOD];
const scope = 'openid profile username email phone offline_access';

function newClient(accessToken) {
    return new AuthenticationClient({
        appId: SANDBOX_APP_ID,
        appHost: SANDBOX_URL,
        appSecret: SANDBOX_SECRET || undefined,
        tokenEndPointAuthMethod: method,
        revocationEndPointAuthMethod: method,
        accessToken,
    });
}

/* The code in the newest message of FOLDER to ADDRESS. */
function readCode(folder, address) {
    const dir = path.join(SANDBOX_MAIL, folder);
    const texts = fs.readdirSync(dir).sort().map((name) => fs.readFileSync(path.join(dir, name), 'utf8'))
        .filter((text) => text.includes(address));
    assert.ok(texts.length > 0, `no message to ${address}`);
    return texts.at(-1).match(/^(\d{6})$/m)[1];
}

async function signIn(account) {
    const client = newClient();
    const reply = await client.signInByAccountPassword({ account, password: 'demo-Passw0rd', options: { scope } });
    assert.equal(reply.statusCode, 200, JSON.stringify(reply));
    client.setAccessToken(reply.data.access_token);
    return { client, tokens: reply.data };
}

const tests = {
    async 'sign-in by password, encrypted password and codes'() {
        const client = newClient();
        const { rsa } = await client.getSystemInfo();
        const password = crypto.publicEncrypt(
            { key: rsa.publicKey, padding: crypto.constants.RSA_PKCS1_PADDING }, 'demo-Passw0rd').toString('base64');
        let reply = await client.signInByEmailPassword({
            email: 'demo@example.org', password, options: { passwordEncryptType: 'rsa' } });
        assert.equal(reply.statusCode, 200, JSON.stringify(reply));
        reply = await client.sendEmail({ email: 'demo@example.org', channel: 'CHANNEL_LOGIN' });
        assert.equal(reply.statusCode, 200, JSON.stringify(reply));
        reply = await client.signInByEmailPassCode({
            email: 'demo@example.org', passCode: readCode('new', '<demo@example.org>') });
        assert.equal(reply.statusCode, 200, JSON.stringify(reply));
        reply = await client.sendSms({ phoneNumber: '13000000001', channel: 'CHANNEL_LOGIN' });
        assert.equal(reply.statusCode, 200, JSON.stringify(reply));
        reply = await client.signInByPhonePassCode({
            phone: '13000000001', passCode: readCode('sms', '+8613000000001') });
        assert.equal(reply.statusCode, 200, JSON.stringify(reply));
    },
    async 'sign-in is refused'() {
        const client = newClient();
        let reply = await client.signInByAccountPassword({ account: 'demo', password: 'wrong' });
        assert.deepEqual([reply.statusCode, reply.apiCode], [403, 2333]);
        reply = await client.signInByAccountPassword({ account: 'locked', password: 'demo-Passw0rd' });
        assert.deepEqual([reply.statusCode, reply.apiCode], [403, 2005]);
        reply = await client.signInByLDAP({ sAMAccountName: 'demo', password: 'x' });
        assert.equal(reply.statusCode, 501);
    },
    async 'tokens: verified, refreshed, revoked'() {
        const { client, tokens } = await signIn('demo');
        const access = await client.parseAccessToken(tokens.access_token);
        const id = await client.parseIDToken(tokens.id_token);
        assert.equal(access.aud, SANDBOX_APP_ID);
        assert.equal(access.sub, id.sub);
        const me = await client.getUserInfoByAccessToken(tokens.access_token);
        assert.equal(me.sub, id.sub);
        assert.equal(me.email, 'demo@example.org');
        const fresh = await client.getNewAccessTokenByRefreshToken(tokens.refresh_token);
        assert.notEqual(fresh.refresh_token, tokens.refresh_token);
        await assert.rejects(client.getNewAccessTokenByRefreshToken(tokens.refresh_token),
            (error) => error.response.status === 400 && error.response.data.error === 'invalid_grant');
        client.setAccessToken(fresh.access_token);
        assert.equal((await client.getProfile({})).statusCode, 200);
        assert.equal(await client.revokeToken(fresh.refresh_token), true);
        const reply = await client.getProfile({});
        assert.deepEqual([reply.statusCode, reply.apiCode], [401, 2020]);
    },
    async 'deletion by e-mail code, with all refusals'() {
        const { client } = await signIn('demo');
        const other = await signIn('nocontact');
        const profile = await client.getProfile({ withCustomData: true });
        assert.equal(profile.data.email, 'demo@example.org');
        assert.equal(profile.data.phone, '13000000001');
        let reply = await client.sendEmail({ email: profile.data.email, channel: 'CHANNEL_DELETE_ACCOUNT' });
        assert.equal(reply.statusCode, 200, JSON.stringify(reply));
        reply = await client.sendEmail({ email: profile.data.email, channel: 'CHANNEL_DELETE_ACCOUNT' });
        assert.deepEqual([reply.statusCode, reply.apiCode], [499, 2080]);
        const passCode = readCode('new', '<demo@example.org>');
        const verify = (code) => client.verifyDeleteAccountRequest({
            verifyMethod: 'EMAIL_PASSCODE',
            emailPassCodePayload: { email: profile.data.email, passCode: code } });
        reply = await verify(passCode === '000000' ? '000001' : '000000');
        assert.deepEqual([reply.statusCode, reply.apiCode], [499, 2001], 'a wrong code');
        reply = await verify(passCode);
        assert.equal(reply.statusCode, 200, JSON.stringify(reply));
        const { deleteAccountToken, tokenExpiresIn } = reply.data;
        assert.equal(tokenExpiresIn, 60);
        reply = await verify(passCode);
        assert.deepEqual([reply.statusCode, reply.apiCode], [499, 2300], 'a used code');
        reply = await other.client.deleteAccount({ deleteAccountToken });
        assert.equal(reply.statusCode, 400, "another user's token");
        reply = await client.deleteAccount({ deleteAccountToken });
        assert.deepEqual([reply.statusCode, reply.data.success], [200, true]);
        reply = await client.deleteAccount({ deleteAccountToken });
        assert.deepEqual([reply.statusCode, reply.apiCode], [401, 2020], 'a used token, nobody signed in');
        reply = await other.client.deleteAccount({ deleteAccountToken });
        assert.equal(reply.statusCode, 400, 'a used token');
        reply = await other.client.getProfile({});
        assert.equal(reply.data.username, 'nocontact');
    },
    async 'deletion by password'() {
        const { client } = await signIn('nocontact');
        const reply = await client.verifyDeleteAccountRequest({
            verifyMethod: 'PASSWORD', passwordPayload: { password: 'demo-Passw0rd' } });
        assert.equal(reply.statusCode, 200, JSON.stringify(reply));
        const done = await client.deleteAccount({ deleteAccountToken: reply.data.deleteAccountToken });
        assert.equal(done.data.success, true);
    },
};

async function main() {
    let failed = 0;
    for (const [name, test] of Object.entries(tests)) {
        try {
            await test();
            console.log(`ok - ${SANDBOX_METHOD}: ${name}`);
        } catch (error) {
            failed++;
            console.log(`not ok - ${SANDBOX_METHOD}: ${name}`);
            console.error(error);
        }
    }
    process.exitCode = failed ? 1 : 0;
}

main();
